// Plain pictures in place of the viewer: one plane at a time, the layers as transparent pictures on top.

const FLAT_PLANES = ['axial', 'coronal', 'sagittal']

// A CSS filter that shows a window, [from, to] in HU, of a picture that shows a wider one
function windowFilter([low, high], [lowest, highest]) {
  const slope = (highest - lowest) / (high - low)
  const contrast = 1 + 2 * slope * (low - lowest) / (highest - lowest)
  return `brightness(${slope / contrast}) contrast(${contrast})`
}

function showSlices(root) {
  const { slices, base, scan, drawn } = JSON.parse(root.dataset.flat)
  const all = name => [...root.querySelectorAll(`[data-${name}]`)]
  const one = name => all(name)[0]
  const isShown = key => all('layer').find(box => box.dataset.layer === key).checked
  let plane = 'axial'
  let lesion = null

  const show = () => {
    const i = one('slice').value - 1
    const name = `${base}${plane}-${i}`
    const shown = one('window').value.split(',').map(Number)
    const [ending, picture] = Object.entries(drawn).find(([, [from, to]]) => from <= shown[0] && shown[1] <= to)
    one('base').src = `${name}${ending}.jpg`
    one('base').alt = `${plane} slice ${slices[plane][i]}`
    one('base').style.filter = windowFilter(shown, picture)
    one('at').textContent = `${slices[plane][i]} of ${slices[plane].at(-1)}`
    for (const tint of all('tint')) {
      tint.src = `${name}-${tint.dataset.tint}.png`
      tint.hidden = !isShown(tint.dataset.tint)
      tint.style.opacity = all('opacity').find(slider => slider.dataset.opacity === tint.dataset.tint).value / 100
    }
    writeMarks()
  }
  const writeMarks = () => {
    const box = { left: 0, top: 0, width: one('marks').clientWidth, height: one('marks').clientHeight }
    const slice = slices[plane][one('slice').value - 1]
    one('marks').replaceChildren(...planeMarks(box, FLAT_PLANES.indexOf(plane), slice, scan, lesion))
  }
  const goTo = place => {
    const distance = slices[plane].map(k => Math.abs(k - place[FLAT_PLANES.indexOf(plane)]))
    one('slice').value = distance.indexOf(Math.min(...distance)) + 1
    show()
  }
  const choose = button => {
    for (const other of all('view')) other.ariaPressed = other === button
    plane = button.dataset.view
    one('slice').max = slices[plane].length
    goTo(lesion ? lesion.place : scan.shape.map(n => n / 2))
  }

  for (const button of all('view')) button.onclick = () => choose(button)
  for (const control of [one('slice'), one('window'), ...all('opacity'), ...all('layer')]) control.oninput = show
  root.jump = (place, chosen) => {
    lesion = chosen
    if (place.length < 3) choose(all('view').find(button => button.dataset.view === 'axial'))
    goTo(place)
  }
  new ResizeObserver(writeMarks).observe(one('marks'))
  show()
  root.dataset.ready = 'yes'
}
