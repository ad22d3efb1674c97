// The scan viewer: joins the controls of `viewer.niivue.controls` to NiiVue, for notebook and browser alike.
// `fetchUrl` turns the address of a file into one that can be fetched.

const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }

// Behind planes, and behind a surface alone, which is seen through on a light ground
const SLATE = [0.2, 0.24, 0.28, 1]
const PALE = [0.9, 0.93, 0.94, 1]
const SURFACE = 4

// NiiVue's own shaders are made for brains and leave colours dark. Here a surface keeps its colour, and a translucent
// one is denser towards its rim, as glass is
const BRIGHT = `#version 300 es
precision highp float;
uniform float opacity;
in vec4 vClr;
in vec3 vN;
out vec4 color;
void main() {
  vec3 n = normalize(vN);
  float facing = abs(n.z);
  float light = 0.6 + 0.2 * facing + 0.3 * max(dot(n, normalize(vec3(0.2, 0.9, -0.7))), 0.0);
  color.rgb = min(vClr.rgb * light, vec3(1.0));
  color.a = opacity < 1.0 ? clamp(opacity * (1.5 - facing), 0.0, 1.0) : 1.0;
}`

function viewerOptions() {
  return {
    backColor: SLATE,
    crosshairColor: [0.62, 0.62, 0.62, 1],
    crosshairWidth: 0.4,
    isRadiologicalConvention: true,
    sagittalNoseLeft: true,
    show3Dcrosshair: false,
    multiplanarShowRender: 1,
    multiplanarLayout: 0,
    sliceType: 0,
    renderOverlayBlend: 0,
    meshThicknessOn2D: 0,
    textHeight: 0.06,
    isColorbar: false,
    dragAndDropEnabled: false,
    viewModeHotKey: 'off',
    clipPlaneHotKey: 'off',
    cycleClipPlaneHotKey: 'off',
    tileMargin: 2,
    logLevel: 'error',
    loadingText: '',
  }
}

function ramp(colour, alpha) {
  return { R: [0, colour[0]], G: [0, colour[1]], B: [0, colour[2]], A: [0, alpha], I: [0, 255] }
}

// The liver is translucent: what lies inside must be seen
function solidity(key, opacity) {
  return key.endsWith('liver') ? 0.8 * opacity : Math.min(1, 2 * opacity)
}

function meshOf(layer, fetchUrl, visible, opacity) {
  const light = layer.colour.map(c => Math.round(0.85 * c + 38))
  const mesh = { url: fetchUrl(layer.mesh), name: layer.key + '.mz3', rgba255: [...light, 255], visible }
  return { ...mesh, opacity: solidity(layer.key, opacity) }
}

async function loadScan(viewer, config, fetchUrl, one, isShown, opacity) {
  viewer.addColormap('ct', { R: [0, 255, 255], G: [0, 255, 255], B: [0, 255, 255], A: [0, 0, 0], I: [0, 254, 255] })
  for (const layer of config.layers) viewer.addColormap(layer.key, ramp(layer.colour, 255))
  const [low, high] = one('window').value.split(',').map(Number)
  const scan = { url: fetchUrl(config.scan), name: 'scan.nii.gz', colormap: 'ct', cal_min: low, cal_max: high }
  const overlays = config.layers.map(layer => ({
    url: fetchUrl(layer.url),
    name: layer.key + '.nii.gz',
    colormap: layer.key,
    cal_min: 0,
    cal_max: 1,
    opacity: isShown(layer.key) ? opacity(layer.key) : 0,
  }))
  await viewer.loadVolumes([scan, ...overlays])
  const solid = config.layers.filter(layer => layer.mesh).sort((a, b) => a.colour_order - b.colour_order)
  if (solid.length) await viewer.loadMeshes(solid.map(layer => meshOf(layer, fetchUrl, isShown(layer.key), opacity(layer.key))))
  viewer.setCustomMeshShader(BRIGHT, 'Bright')
  for (const mesh of viewer.meshes) viewer.setMeshShader(mesh.id, 'Bright')
  viewer.setInterpolation(false)
  viewer.scene.renderAzimuth = 200
  viewer.scene.renderElevation = 12
  viewer.scene.volScaleMultiplier = 1.5
}

async function showScan(root, fetchUrl = url => url) {
  const config = JSON.parse(root.dataset.viewer)
  const canvas = root.querySelector('canvas')
  const one = name => root.querySelector(`[data-${name}]`)
  const all = name => [...root.querySelectorAll(`[data-${name}]`)]
  const isShown = key => all('layer').find(box => box.dataset.layer === key).checked
  const opacity = key => all('opacity').find(slider => slider.dataset.opacity === key).value / 100
  const [n, rows, columns] = config.shape

  const viewer = new niivue.Niivue(viewerOptions())
  await viewer.attachToCanvas(canvas)
  await loadScan(viewer, config, fetchUrl, one, isShown, opacity)
  const meshes = Object.fromEntries(viewer.meshes.map(mesh => [mesh.name.replace('.mz3', ''), mesh]))

  const paint = () => {
    config.layers.forEach((layer, i) => {
      viewer.volumes[i + 1].opacity = isShown(layer.key) ? opacity(layer.key) : 0
      if (!meshes[layer.key]) return
      meshes[layer.key].visible = isShown(layer.key)
      meshes[layer.key].opacity = solidity(layer.key, opacity(layer.key))
    })
    viewer.updateGLVolume()
  }
  const say = slice => {
    one('slice').value = slice
    one('at').textContent = `${slice} of ${n}`
  }
  const move = slice => {
    const inside = Math.min(n, Math.max(1, slice))
    viewer.scene.crosshairPos[2] = (inside - 0.5) / n
    say(inside)
    viewer.drawScene()
  }

  const jump = ([slice, row, column]) => {
    if (row) {
      viewer.scene.crosshairPos[0] = 1 - (column - 0.5) / columns
      viewer.scene.crosshairPos[1] = 1 - (row - 0.5) / rows
      viewer.opts.show3Dcrosshair = true
    }
    move(slice)
  }

  viewer.onLocationChange = place => {
    say(Math.min(n, Math.floor(viewer.scene.crosshairPos[2] * n) + 1))
    one('hu').textContent = place.values && place.values.length ? `${Math.round(place.values[0].value)} HU` : ''
  }
  for (const button of all('view')) {
    button.onclick = () => {
      for (const other of all('view')) other.ariaPressed = other === button
      viewer.opts.backColor = +button.dataset.view === SURFACE ? PALE : SLATE
      viewer.setSliceType(+button.dataset.view)
    }
  }
  for (const box of all('layer')) box.onchange = paint
  for (const slider of all('opacity')) slider.oninput = paint
  one('slice').oninput = event => move(+event.target.value)
  one('window').onchange = event => {
    const [low, high] = event.target.value.split(',').map(Number)
    viewer.volumes[0].cal_min = low
    viewer.volumes[0].cal_max = high
    viewer.updateGLVolume()
  }
  canvas.addEventListener('keydown', event => {
    const step = KEYS[event.key]
    if (!step) return
    event.preventDefault()
    event.stopPropagation()
    move(+one('slice').value + step)
  }, true)

  const start = config.centre || [0.5, 0.5]
  viewer.scene.crosshairPos[0] = start[0]
  viewer.scene.crosshairPos[1] = start[1]
  move(config.at)
  viewer.setSliceType(3)
  one('note').textContent = ''
  root.dataset.ready = 'yes'
  root.jump = jump
  root.nv = viewer
}

function showOrSay(root, fetchUrl) {
  return showScan(root, fetchUrl).catch(error => {
    root.querySelector('[data-note]').textContent =
      `The viewer could not start (${error.message || error}). ` +
      'It needs WebGL 2; the report and the mask can be downloaded all the same.'
  })
}
