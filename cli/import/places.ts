/**
 * What an import must count over the whole file, in temporary tables of Postgres instead of in memory: which rows have
 * equals, and how many rows each organization has on each day.
 */
import type pg from 'pg'
import type { ReportRow } from '../../domain/usage-report.ts'

/** Rows of one insert. */
export const PLACE_ROWS = 5_000
const CREATE = `create temp table import_row (identity uuid not null, organization text not null, day date not null)`

const INSERT = `insert into import_row (identity, organization, day)
  select * from unnest($1::uuid[], $2::text[], $3::date[])`

/** Only rows that have equals need a place other than 0: nearly none. */
const CREATE_EQUALS = `create temp table import_equal as
  select identity, 0::bigint as next from import_row group by identity having count(*) > 1`

/** Takes as many places as a batch has rows of an identity, and gives the first of them. */
const TAKE_PLACES = `update import_equal e set next = e.next + g.rows
  from unnest($1::uuid[], $2::bigint[]) as g (identity, rows)
  where e.identity = g.identity
  returning e.identity::text, (e.next - g.rows)::text as first`

/** The first 16 of 32 bytes are enough to tell rows apart: 2^64 rows would have one pair by chance. */
const identityOf = (row: ReportRow): string => row.identity.toString('hex', 0, 16)
const dashed = (hex: string) =>
  `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`

export const organizationKey = (organization: string): string => organization.toLowerCase()

export class Places {
  private identities: string[] = []
  private organizations: string[] = []
  private days: string[] = []

  constructor(private readonly client: pg.ClientBase) {}

  async open(): Promise<void> {
    await this.client.query(CREATE)
  }

  /** Pass one. Returns a promise when a batch is written. */
  add(row: ReportRow): Promise<void> | undefined {
    this.identities.push(identityOf(row))
    this.organizations.push(organizationKey(row.organization))
    this.days.push(new Date(row.dayMs).toISOString().slice(0, 10))
    return this.identities.length >= PLACE_ROWS ? this.write() : undefined
  }

  async finish(): Promise<void> {
    await this.write()
    await this.client.query(CREATE_EQUALS)
    await this.client.query('create unique index on import_equal (identity)')
    await this.client.query('analyze import_row')
    await this.client.query('analyze import_equal')
  }

  /** Pass two: the place of each row of a batch among its equals in the file, in the file's order. */
  async take(rows: readonly ReportRow[]): Promise<number[]> {
    const counts = new Map<string, number>()
    const identities = rows.map((row) => dashed(identityOf(row)))
    for (const identity of identities) counts.set(identity, (counts.get(identity) ?? 0) + 1)
    const { rows: found } = await this.client.query<{ identity: string; first: string }>(TAKE_PLACES, [
      [...counts.keys()],
      [...counts.values()],
    ])
    const next = new Map(found.map((row) => [row.identity, Number(row.first)]))
    return identities.map((identity) => {
      const place = next.get(identity)
      if (place === undefined) return 0
      next.set(identity, place + 1)
      return place
    })
  }

  private async write(): Promise<void> {
    if (this.identities.length === 0) return
    const values = [this.identities, this.organizations, this.days]
    this.identities = []
    this.organizations = []
    this.days = []
    await this.client.query(INSERT, values)
  }
}
