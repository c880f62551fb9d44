/** A database with the warehouse's tables in it and the doors closed behind them. */
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { literal, quoted } from '../column-sql.ts'
import type { QueryRequest } from './protocol.ts'

export const openLocked = async (
  request: Pick<QueryRequest, 'views' | 'folders' | 'memoryMb' | 'output'>,
): Promise<{ connection: DuckDBConnection; close: () => void }> => {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '2',
    memory_limit: `${request.memoryMb}MB`,
    temp_directory: '', // a sort that does not fit is refused, it does not fill the disk
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    allow_unsigned_extensions: 'false',
  })
  const connection = await instance.connect()
  for (const { schema, name, files, isTopic } of request.views) {
    await connection.run(`create schema if not exists ${quoted(schema)}`)
    const list = `[${files.map(literal).join(', ')}]`
    const options = isTopic
      ? `union_by_name = true, hive_partitioning = true, hive_types = {'topic': varchar, 'site': varchar, 'dt': date, 'hr': integer}`
      : 'union_by_name = true'
    const from =
      files.length > 0
        ? `select * from read_parquet(${list}, ${options})`
        : 'select null as nothing_is_archived_yet where false'
    await connection.run(`create view ${quoted(schema)}.${quoted(name)} as ${from}`)
  }
  const folders = [...request.folders, ...(request.output ? [request.output.replace(/[^/]*$/, '')] : [])]
  await connection.run(`set timezone = 'UTC'`)
  await connection.run(`set allowed_directories = [${folders.map(literal).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
  return {
    connection,
    close: () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}
