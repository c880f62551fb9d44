import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDuckDB } from './duckdb.ts'
import { SNAPSHOT_COLUMNS, snapshotOfCsv } from './snapshot-columns.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'snapshot-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

it('quantities are exact to the nano, however large, and have the type that is documented', async () => {
  const path = join(folder, 'line_items.csv')
  const quantities = [
    ['0', '0', '0.000000000'],
    ['1', '500000000', '1.500000000'],
    ['0', '1', '0.000000001'],
    ['-3', '-999999999', '-3.999999999'],
    ['9007199254740991', '999999999', '9007199254740991.999999999'],
    ['9223372036854775807', '999999999', '9223372036854775807.999999999'],
  ]
  const names = SNAPSHOT_COLUMNS.line_items.flatMap(({ read }) => read.map(({ name }) => name))
  const line = ([units, nanos]: string[]) =>
    names.map((name) => (name === 'units' ? units : name === 'nanos' ? nanos : '')).join(',')
  await writeFile(path, `${[names.join(','), ...quantities.map(line)].join('\n')}\n`)
  const { connection } = await openDuckDB({ memoryMb: 128 })
  const read = await connection.runAndReadAll(
    `select quantity::varchar as quantity, typeof(quantity) as type from (${snapshotOfCsv('line_items', path)})`,
  )
  expect(read.getRowObjectsJson()).toEqual(quantities.map(([, , quantity]) => ({ quantity, type: 'DECIMAL(28,9)' })))
  const described = await connection.runAndReadAll(`describe ${snapshotOfCsv('line_items', path)}`)
  expect(described.getRowObjectsJson().map((row) => [row.column_name, row.column_type])).toEqual(
    SNAPSHOT_COLUMNS.line_items.map(({ name, type }) => [name, type]),
  )
})
