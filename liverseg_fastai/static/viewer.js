// The scan viewer: joins the controls of `viewer.niivue.controls` to NiiVue, for notebook and browser alike.
// `fetchUrl` turns the address of a file into one that can be fetched.

const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }

// NiiVue's numbers of the views that are no single plane
const ALL = 3
const SOLID = 4
const BLACK = [0, 0, 0, 1]
const PALE = [0.9, 0.93, 0.94, 1] // what is translucent is bright before it

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
  float light = 0.8 + 0.2 * facing + 0.3 * max(dot(n, normalize(vec3(0.2, 0.9, -0.7))), 0.0);
  color.rgb = min(vClr.rgb * light, vec3(1.0));
  color.a = opacity < 1.0 ? clamp(opacity * (1.5 - facing), 0.0, 1.0) : 1.0;
}`

function viewerOptions() {
  return {
    backColor: BLACK,
    crosshairColor: [0.62, 0.62, 0.62, 1],
    crosshairWidth: 0.4,
    isRadiologicalConvention: true,
    sagittalNoseLeft: true,
    show3Dcrosshair: false,
    multiplanarShowRender: 1,
    multiplanarLayout: 2, // two by two
    isOrientationTextVisible: false,
    sliceType: 0,
    renderOverlayBlend: 0,
    meshThicknessOn2D: 0,
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
  if (viewer.meshes.length) turnAboutSurfaces(viewer)
}

// NiiVue would turn about the centre of the scan, and leave room for all of it
function turnAboutSurfaces(viewer) {
  const bound = (corner, extreme) => [0, 1, 2].map(i => extreme(...viewer.meshes.map(mesh => mesh[corner][i])))
  const low = bound('extentsMin', Math.min)
  const high = bound('extentsMax', Math.max)
  viewer.setPivot3D = () => {
    viewer.pivot3D = low.map((least, i) => (least + high[i]) / 2)
    viewer.furthestFromPivot = Math.hypot(...low.map((least, i) => high[i] - least)) / 2
    viewer.extentsMin = low
    viewer.extentsMax = high
  }
}

// The side of the patient that a direction (right to left, back to front, foot to head) points to most
function sideOf(direction) {
  const axis = [0, 1, 2].reduce((best, i) => (Math.abs(direction[i]) > Math.abs(direction[best]) ? i : best))
  return ['LR', 'PA', 'IS'][axis][+(direction[axis] > 0)]
}

// Letters and ring on every tile that NiiVue has drawn
function marksOf(viewer, scan, slices, lesion) {
  const points = viewer.canvas.clientWidth / viewer.canvas.width
  return viewer.screenSlices.flatMap(tile => {
    const [left, top, width, height] = tile.leftTopWidthHeight.map(pixels => pixels * points)
    const box = { left, top, width, height }
    const axis = tile.axCorSag
    if (axis !== SOLID) return planeMarks(box, axis, slices[axis], scan, lesion)
    if (!viewer.meshes.length) return []
    const { renderAzimuth, renderElevation } = viewer.scene
    const [m] = viewer.calculateMvpMatrix(null, tile.leftTopWidthHeight, renderAzimuth, renderElevation)
    const right = [m[0], m[4], m[8]]
    const up = [m[1], m[5], m[9]]
    const directions = [right.map(c => -c), right, up, up.map(c => -c)]
    return sideMarks(directions.map(sideOf), box)
  })
}

// Is there no graphics card, so that the browser computes every pixel?
function isDrawnByProcessor(gl) {
  const names = gl.getExtension('WEBGL_debug_renderer_info')
  return Boolean(names) && /swiftshader|llvmpipe|software/i.test(gl.getParameter(names.UNMASKED_RENDERER_WEBGL))
}

async function showScan(root, fetchUrl = url => url) {
  const config = JSON.parse(root.dataset.viewer)
  const canvas = root.querySelector('canvas')
  const one = name => root.querySelector(`[data-${name}]`)
  const all = name => [...root.querySelectorAll(`[data-${name}]`)]
  const isShown = key => all('layer').find(box => box.dataset.layer === key).checked
  const opacity = key => all('opacity').find(slider => slider.dataset.opacity === key).value / 100
  const shape = config.shape

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
  const scan = { shape, mm: shape.map((n, i) => n * viewer.volumes[0].pixDimsRAS[3 - i]) }
  let view = ALL
  let lesion = null

  // NiiVue's cross hair is a fraction of the scan towards left, front and head; rows and columns count the other way
  const axis = () => (view < ALL ? view : 0)
  const at = k => viewer.scene.crosshairPos[2 - k]
  const sliceAt = k => Math.min(shape[k], Math.floor((k ? 1 - at(k) : at(k)) * shape[k]) + 1)
  const place = (k, slice) => {
    const share = (Math.min(shape[k], Math.max(1, slice)) - 0.5) / shape[k]
    viewer.scene.crosshairPos[2 - k] = k ? 1 - share : share
  }
  const say = () => {
    one('slice').max = shape[axis()]
    one('slice').value = sliceAt(axis())
    one('at').textContent = `${sliceAt(axis())} of ${shape[axis()]}`
  }
  // NiiVue says where the cross hair is when a hand moves it; when we do, it has to be asked
  const show = () => {
    say()
    viewer.drawScene()
    viewer.createOnLocationChange()
  }
  const move = slice => {
    place(axis(), slice)
    show()
  }
  const jump = (there, chosen) => {
    lesion = chosen
    if (there.length < 3 && view !== ALL) choose(0)
    there.forEach((slice, k) => place(k, slice))
    viewer.opts.show3Dcrosshair = there.length === 3
    show()
  }
  const choose = code => {
    view = code
    for (const button of all('view')) button.ariaPressed = +button.dataset.view === view
    one('slices').hidden = one('window').parentElement.hidden = view === SOLID
    viewer.opts.backColor = view === SOLID ? PALE : BLACK
    root.querySelector('.stage').classList.toggle('pale', view === SOLID)
    one('plane').textContent = view === ALL ? 'Axial slice' : 'Slice'
    say()
    viewer.setSliceType(view)
  }

  const draw = viewer.drawScene.bind(viewer)
  viewer.drawScene = () => {
    const drawn = draw()
    one('marks').replaceChildren(...marksOf(viewer, scan, [0, 1, 2].map(sliceAt), lesion))
    return drawn
  }
  viewer.onLocationChange = where => {
    say()
    one('hu').textContent = where.values && where.values.length ? `${Math.round(where.values[0].value)} HU` : ''
  }
  for (const button of all('view')) button.onclick = () => choose(+button.dataset.view)
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
    if (!step || view === SOLID) return
    event.preventDefault()
    event.stopPropagation()
    move(+one('slice').value + step)
  }, true)

  const start = config.centre || [0.5, 0.5]
  viewer.scene.crosshairPos[0] = start[0]
  viewer.scene.crosshairPos[1] = start[1]
  place(0, config.at)
  // Four views are too small for a telephone, and too slow where the processor draws them
  choose(matchMedia('(max-width: 480px)').matches || isDrawnByProcessor(viewer.gl) ? 0 : ALL)
  show()
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
