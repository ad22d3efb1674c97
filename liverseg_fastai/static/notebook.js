// Files lie inside the page as data URIs; the viewer wants addresses
const blobs = {}

function blob(uri) {
  blobs[uri] ??= URL.createObjectURL(new Blob([Uint8Array.from(atob(uri.split(',')[1]), c => c.charCodeAt(0))]))
  return blobs[uri]
}

showOrSay(document.querySelector('.viewer'), blob)
