/**
 * Do the books of one file balance (R19)? What the file says beside what the bookkeeper wrote down, as a pure
 * comparison. No file leaves until nothing differs.
 */
export type FileClaims = {
  readonly rows: number
  /** {unit: decimal}, added up by the builder over the rows it rendered. */
  readonly totals: Readonly<Record<string, string>>
  /** Hex, over (row, id) of each row. */
  readonly rowsDigest: string
  /** Hex, of the whole file. */
  readonly digest: string
}

export type FileBooks = {
  readonly booked: number
  readonly firstRow: number
  readonly lastRow: number
  /** Booked rows whose line item is accepted by the very attempt that was placed. */
  readonly decided: number
  /** Booked rows whose line item has a row by an earlier attempt, too, that was not set aside: it would be billed twice. */
  readonly placedBefore: number
  /** {unit: decimal}, added up from the decisions. */
  readonly totals: Readonly<Record<string, string>>
  readonly rowsDigest: string
  /** Hex, of the stored object as it was read again; null: there is none. */
  readonly storedDigest: string | null
  /** The first placement that the database refused (R18). */
  readonly conflict: string | null
}

/** What differs, in words; empty when the books balance. */
export const differences = (file: FileClaims, books: FileBooks): string[] => {
  const found: string[] = []
  if (books.conflict !== null) found.push(books.conflict)
  if (books.booked !== file.rows) found.push(`the file has ${file.rows} rows, ${books.booked} are booked`)
  else if (file.rows > 0 && (books.firstRow !== 1 || books.lastRow !== file.rows))
    found.push(`booked rows run from ${books.firstRow} to ${books.lastRow}, the file has 1 to ${file.rows}`)
  else if (books.rowsDigest !== file.rowsDigest) found.push('a booked row has another line item than the file')
  if (books.decided !== books.booked)
    found.push(`${books.booked - books.decided} booked rows are not accepted line items of the attempt that was placed`)
  if (books.placedBefore > 0)
    found.push(`${books.placedBefore} booked rows are of line items that an earlier attempt gave a row already`)
  for (const unit of new Set([...Object.keys(file.totals), ...Object.keys(books.totals)])) {
    const inFile = file.totals[unit] ?? '0'
    const decided = books.totals[unit] ?? '0'
    if (inFile !== decided) found.push(`${unit}: the file has ${inFile}, the decisions add up to ${decided}`)
  }
  if (books.storedDigest === null) found.push('the stored file is missing')
  else if (books.storedDigest !== file.digest) found.push('the stored file has other bytes than were written')
  return found
}
