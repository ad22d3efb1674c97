// What is written over a picture of the scan, in NiiVue and in the plain pictures alike: the sides of the patient, and
// a ring around the lesion that was chosen. A `scan` has `shape`, in voxels, and `mm`, its sides: both (z, y, x).
// A `box` lies in the stage: left, top, width and height in pixels.

const SIDES = ['RLAP', 'RLSI', 'APSI'] // Left, right, top and bottom of axial, coronal and sagittal planes

// What of a box the picture of a plane takes
function pictureIn(box, axis, scan) {
  const [rows, columns] = scan.mm.filter((_, i) => i !== axis)
  const scale = Math.min(box.width / columns, box.height / rows) // pixels per mm
  const width = columns * scale
  const height = rows * scale
  return { left: box.left + (box.width - width) / 2, top: box.top + (box.height - height) / 2, width, height, scale }
}

function mark(text, kind, x, y) {
  const made = document.createElement('span')
  made.textContent = text
  made.className = kind
  made.style.left = `${x}px`
  made.style.top = `${y}px`
  return made
}

// The letters of the left, right, top and bottom side of a picture
function sideMarks(letters, { left, top, width, height }) {
  const places = [[14, height / 2], [width - 14, height / 2], [width / 2, 14], [width / 2, height - 14]]
  return places.map(([x, y], i) => mark(letters[i], 'letter', left + x, top + y))
}

// A ring where a slice goes through a lesion; `lesion` has `place`, the voxel from 1, and `mm`, how long it is
function lesionMarks(lesion, axis, slice, scan, picture) {
  const size = scan.mm.map((side, i) => side / scan.shape[i])
  if (Math.abs(slice - lesion.place[axis]) * size[axis] > lesion.mm / 2) return []
  const [row, column] = lesion.place.map((k, i) => (k - 0.5) / scan.shape[i]).filter((_, i) => i !== axis)
  const x = picture.left + column * picture.width
  const y = picture.top + (axis ? 1 - row : row) * picture.height // in coronal and sagittal planes the head is up
  const across = lesion.mm * picture.scale + 14
  const ring = mark('', 'ring', x, y)
  ring.style.width = ring.style.height = `${across}px`
  return [ring, mark(lesion.name, 'letter', x + across / 2 + 9, y - across / 3)]
}

// All marks of a plane
function planeMarks(box, axis, slice, scan, lesion) {
  const picture = pictureIn(box, axis, scan)
  return [...sideMarks(SIDES[axis], picture), ...(lesion ? lesionMarks(lesion, axis, slice, scan, picture) : [])]
}
