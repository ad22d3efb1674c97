// A click on a heading of a table in `.sort` sorts its rows, a second click the other way round
function sortKey(row, column) {
  const cell = row.children[column]
  if (cell.dataset.v === undefined) return cell.textContent
  const number = parseFloat(cell.dataset.v)
  return isNaN(number) ? Infinity : number // what is undefined comes last
}

function compareKeys(a, b) {
  if (typeof a == 'string') return a.localeCompare(b, undefined, {numeric: true})
  return a - b || 0 // Infinity - Infinity is not a number
}

function sortBy(heading) {
  const headings = [...heading.parentNode.children]
  const column = headings.indexOf(heading)
  const sign = heading.ariaSort == 'ascending' ? -1 : 1
  for (const other of headings) other.ariaSort = null
  heading.ariaSort = sign > 0 ? 'ascending' : 'descending'
  const body = heading.closest('table').tBodies[0]
  const rows = [...body.rows].sort((a, b) => sign * compareKeys(sortKey(a, column), sortKey(b, column)))
  for (const row of rows) body.append(row)
}

for (const heading of document.querySelectorAll('.sort th')) heading.onclick = () => sortBy(heading)
