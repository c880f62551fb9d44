/** What the dashboard or the command line says to the process that runs SQL, and what it hears. */

export type View = {
  readonly schema: string
  readonly name: string
  /** Local files; none: an empty table of these columns. */
  readonly files: readonly string[]
  readonly isTopic: boolean
}

export type QueryRequest = {
  readonly id: number
  readonly sql: string
  readonly mode: 'rows' | 'explain' | 'csv' | 'parquet'
  readonly views: readonly View[]
  /** The only places that it can read. */
  readonly folders: readonly string[]
  readonly rowsMax: number
  readonly memoryMb: number
  /** Where `csv` and `parquet` put their file. */
  readonly output?: string
}

export type Cell = string | number | boolean | null

export type QueryAnswer = {
  readonly id: number
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly (readonly Cell[])[]
  /** There are more than were asked for. */
  readonly isCut: boolean
  readonly milliseconds: number
}

export type QueryFailure = {
  readonly id: number
  readonly refused: string
  readonly kind: 'refused' | 'mistake' | 'limit'
}

export type QueryReply = QueryAnswer | QueryFailure
