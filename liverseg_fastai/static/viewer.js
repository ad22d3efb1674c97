// The scan viewer: joins the controls of `viewer.niivue.controls` to NiiVue, for notebook and browser alike.
// `fetchUrl` turns the address of a file into one that can be fetched.

const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }

function viewerOptions() {
  return {
    backColor: [0, 0, 0, 1],
    crosshairColor: [0.65, 0.65, 0.65, 1],
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

// Surfaces are lighter than the layers on the planes, and the liver is translucent: what lies inside must be seen
function meshOf(layer, fetchUrl, visible) {
  const light = layer.colour.map(c => Math.round(0.64 * c + 90))
  const opacity = (layer.key.endsWith('liver') ? 100 : 255) / 255
  return { url: fetchUrl(layer.mesh), name: layer.key + '.mz3', rgba255: [...light, 255], opacity, visible }
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
    opacity: isShown(layer.key) ? opacity() : 0,
  }))
  await viewer.loadVolumes([scan, ...overlays])
  const solid = config.layers.filter(layer => layer.mesh).sort((a, b) => a.colour_order - b.colour_order)
  if (solid.length) await viewer.loadMeshes(solid.map(layer => meshOf(layer, fetchUrl, isShown(layer.key))))
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
  const opacity = () => one('opacity').value / 100

  const viewer = new niivue.Niivue(viewerOptions())
  await viewer.attachToCanvas(canvas)
  await loadScan(viewer, config, fetchUrl, one, isShown, opacity)
  const meshes = Object.fromEntries(viewer.meshes.map(mesh => [mesh.name.replace('.mz3', ''), mesh]))

  const paint = () => {
    config.layers.forEach((layer, i) => {
      viewer.volumes[i + 1].opacity = isShown(layer.key) ? opacity() : 0
      if (meshes[layer.key]) meshes[layer.key].visible = isShown(layer.key)
    })
    viewer.updateGLVolume()
  }
  const say = slice => {
    one('slice').value = slice
    one('at').textContent = `${slice} of ${config.n}`
  }
  const move = slice => {
    const inside = Math.min(config.n, Math.max(1, slice))
    viewer.scene.crosshairPos[2] = (inside - 0.5) / config.n
    say(inside)
    viewer.drawScene()
  }

  viewer.onLocationChange = place => {
    say(Math.min(config.n, Math.floor(viewer.scene.crosshairPos[2] * config.n) + 1))
    one('hu').textContent = place.values && place.values.length ? `${Math.round(place.values[0].value)} HU` : ''
  }
  for (const button of all('view')) {
    button.onclick = () => {
      for (const other of all('view')) other.ariaPressed = other === button
      viewer.setSliceType(+button.dataset.view)
    }
  }
  for (const box of all('layer')) box.onchange = paint
  one('opacity').oninput = paint
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
  root.move = move
  root.nv = viewer
}

function showOrSay(root, fetchUrl) {
  return showScan(root, fetchUrl).catch(error => {
    root.querySelector('[data-note]').textContent =
      `The viewer could not start (${error.message || error}). ` +
      'It needs WebGL 2; the report and the mask can be downloaded all the same.'
  })
}
