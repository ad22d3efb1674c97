// The web demo: sends files, asks how far a job is, starts the viewer, names what it shows.
'use strict'

// The 3D viewer needs WebGL 2; for a browser without it the server draws plain pictures
const plain = document.createElement('canvas').getContext('webgl2') ? 0 : 1
document.cookie = `plain=${plain}; path=/; SameSite=Strict`

const find = (selector, root = document) => root.querySelector(selector)

function say(box, text, bad) {
  if (box.textContent !== text) box.textContent = text // a screen reader reads what changes
  box.classList.toggle('bad', !!bad)
}

function send(url, file, box, bar) {
  const request = new XMLHttpRequest()
  request.open('POST', url)
  request.setRequestHeader('Content-Type', 'application/octet-stream')
  request.responseType = 'json'
  request.upload.onprogress = event => {
    bar.hidden = false
    bar.max = event.total
    bar.value = event.loaded
    const percent = Math.round(100 * event.loaded / event.total)
    say(box, event.loaded < event.total ? `Sending: ${percent} %` : 'Sent. One moment …')
  }
  const done = () => {
    if (request.status < 300 && request.response) {
      const page = request.response.page
      if (url === '/scans') sessionStorage.setItem(page, file.name) // may name a patient, so it stays in this browser
      return location.assign(page)
    }
    bar.hidden = true
    const why = request.response && request.response.error
    say(box, why || 'The server did not take the file. Is it still running?', true)
  }
  request.onload = done
  request.onerror = done
  request.send(file)
}

for (const form of document.querySelectorAll('[data-upload]')) {
  const input = find('input[type=file]', form)
  const box = find('[data-status]', form)
  const bar = find('progress', form)
  const drop = find('.drop', form) || form
  const limit = +form.dataset.limit

  const take = file => {
    if (!file) return
    const size = Math.round(file.size / 1e6)
    if (file.size > limit * 1e6) {
      say(box, `This file has ${size.toLocaleString('en')} MB; up to ${limit.toLocaleString('en')} MB are accepted.`, true)
    } else {
      send(form.dataset.upload, file, box, bar)
    }
  }
  form.onsubmit = event => event.preventDefault()
  input.onchange = () => take(input.files[0])
  for (const kind of ['dragover', 'dragleave', 'drop']) {
    drop.addEventListener(kind, event => {
      event.preventDefault()
      drop.classList.toggle('over', kind === 'dragover')
      if (kind === 'drop') take(event.dataTransfer.files[0])
    })
  }
}

for (const slider of document.querySelectorAll('.slider input')) {
  slider.oninput = () => { find('output', slider.closest('.slider')).textContent = slider.value }
}

const waiting = find('[data-poll]')

async function poll() {
  const box = find('[data-status]', waiting)
  const bar = find('progress', waiting)
  try {
    const answer = await fetch(waiting.dataset.poll, { cache: 'no-store' })
    const job = await answer.json()
    if (!answer.ok || ['done', 'failed'].includes(job.state)) return location.reload()
    say(box, job.text)
    const share = job.text.match(/(\d+) %/)
    bar.max = 100
    if (share) bar.value = share[1]
    else bar.removeAttribute('value') // it runs to and fro
  } catch {
    say(box, 'The server does not answer. Is it still running?', true)
  }
  setTimeout(poll, 500)
}

if (waiting) poll()

const sent = sessionStorage.getItem(location.pathname)

if (sent && find('.result')) {
  const stem = sent.replace(/(\.(nii|tar))?\.\w+$/i, '')
  find('h1').textContent = sent
  document.title = `${sent} · liverseg`
  for (const link of document.querySelectorAll('a[download]')) link.download = `${stem}_${link.download}`
}

const viewer = find('.viewer[data-viewer]')
const flat = find('.viewer[data-flat]')
if (viewer) showOrSay(viewer)
if (flat) showSlices(flat)

for (const button of document.querySelectorAll('[data-jump]')) {
  button.onclick = () => {
    const shown = viewer || flat
    if (!shown || !shown.jump) return
    for (const other of document.querySelectorAll('tr[data-jump]')) other.removeAttribute('aria-current')
    const place = button.dataset.jump.split(',').map(Number)
    const isLesion = place.length === 3
    if (isLesion) button.setAttribute('aria-current', 'true')
    shown.jump(place, isLesion && { place, mm: +button.dataset.mm, name: find('button', button).textContent })
    shown.querySelector('.stage').scrollIntoView({ block: 'nearest' })
  }
}

for (const form of document.querySelectorAll('[data-ask]')) form.onsubmit = () => confirm(form.dataset.ask)
