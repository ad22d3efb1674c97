// Plain pictures in place of the viewer: one plane at a time, the layers as transparent pictures on top.

// Left, right, top, bottom of each plane
const SIDES = { axial: 'RLAP', coronal: 'RLHF', sagittal: 'APHF' }

function showSlices(root) {
  const { slices, base } = JSON.parse(root.dataset.flat)
  const all = name => [...root.querySelectorAll(`[data-${name}]`)]
  const one = name => all(name)[0]
  const isShown = key => all('layer').find(box => box.dataset.layer === key).checked
  let plane = 'axial'

  const show = () => {
    const i = one('slice').value - 1
    const name = `${base}${plane}-${i}`
    one('base').src = name + '.jpg'
    one('base').alt = `${plane} slice ${slices[plane][i]}`
    all('side').forEach((letter, k) => (letter.textContent = SIDES[plane][k]))
    one('at').textContent = `${slices[plane][i]} of ${slices[plane].at(-1)}`
    for (const tint of all('tint')) {
      tint.src = `${name}-${tint.dataset.tint}.png`
      tint.hidden = !isShown(tint.dataset.tint)
      tint.style.opacity = all('opacity').find(slider => slider.dataset.opacity === tint.dataset.tint).value / 100
    }
  }
  const choose = button => {
    for (const other of all('view')) other.ariaPressed = other === button
    plane = button.dataset.view
    one('slice').max = slices[plane].length
    one('slice').value = Math.ceil(slices[plane].length / 2)
    show()
  }

  for (const button of all('view')) button.onclick = () => choose(button)
  for (const control of [one('slice'), ...all('opacity'), ...all('layer')]) control.oninput = show
  root.jump = place => {
    if (place.length < 3) choose(all('view').find(button => button.dataset.view === 'axial'))
    const wanted = place[['axial', 'coronal', 'sagittal'].indexOf(plane)]
    const distance = slices[plane].map(k => Math.abs(k - wanted))
    one('slice').value = distance.indexOf(Math.min(...distance)) + 1
    show()
  }
  show()
  root.dataset.ready = 'yes'
}
