/**
 * DuckDB as the archive uses it: loaded at the first need (its library weighs 30 MB), one thread, bounded memory, and
 * nothing reached for over the network.
 */
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'

export type DuckDB = typeof import('@duckdb/node-api')

let loading: Promise<DuckDB> | undefined
export const loadDuckDB = (): Promise<DuckDB> => {
  loading ??= import('@duckdb/node-api')
  return loading
}

/** A database in memory. The same data and the same statements give the same bytes: one thread, order kept, UTC. */
export const openDuckDB = async (options: {
  readonly memoryMb: number
  readonly temporaryFolder?: string
}): Promise<{ instance: DuckDBInstance; connection: DuckDBConnection }> => {
  const { DuckDBInstance } = await loadDuckDB()
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    memory_limit: `${options.memoryMb}MB`,
    temp_directory: options.temporaryFolder ?? '',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    preserve_insertion_order: 'true',
  })
  const connection = await instance.connect()
  await connection.run("set timezone = 'UTC'")
  return { instance, connection }
}
