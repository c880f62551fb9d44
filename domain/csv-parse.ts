/**
 * Reads RFC 4180 as our renderer writes it, and strictly: for tests and for tools that check a file against the books.
 * @throws Error that names the row where the text is no such CSV
 */
export const parseCsv = (bytes: Uint8Array): string[][] => {
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  const rows: string[][] = []
  let row: string[] = []
  let at = 0
  const fail = (what: string): never => {
    throw new Error(`row ${rows.length + 1} of the CSV (1 is the header): ${what}`)
  }
  while (at < text.length) {
    let cell: string
    if (text[at] === '"') {
      cell = ''
      for (at++; ; ) {
        const quote = text.indexOf('"', at)
        if (quote === -1) fail('a quoted cell has no end')
        cell += text.slice(at, quote)
        at = quote + 1
        if (text[at] !== '"') break
        cell += '"'
        at++
      }
    } else {
      const start = at
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') {
        if (text[at] === '"' || text[at] === '\r') fail('a quote or carriage return in a cell without quotes')
        at++
      }
      cell = text.slice(start, at)
    }
    row.push(cell)
    if (at >= text.length) fail('the last line has no end')
    if (text[at] === '\n') {
      rows.push(row)
      row = []
    } else if (text[at] === ',') {
      // A comma at the very end leaves a row open.
      if (at + 1 >= text.length) fail('the last line has no end')
    } else {
      fail('text behind a closing quote')
    }
    at++
  }
  return rows
}
