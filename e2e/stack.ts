/** The running stack from below: its servers' addresses and processes, as `npm start` wrote them. */
import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ProcessIdentity } from '../scripts/embedded/processes.ts'
import { runtimeFile } from './roles.ts'

export type Runtime = {
  readonly dashboard: string
  readonly databaseUrl: string
  readonly kafkaSites: string
}
export const runtime = (): Runtime => JSON.parse(readFileSync(runtimeFile(), 'utf8')) as Runtime

/** `kafka-sea`, `usage-relay@sea`: by id, never by a name that another stack may have too. */
export const pidOf = (name: string): number => {
  const identity = JSON.parse(readFileSync(`${dirname(runtimeFile())}/run/${name}.json`, 'utf8')) as ProcessIdentity
  return identity.pid
}

export const brokersOf = (site: string): string[] =>
  runtime()
    .kafkaSites.split(';')
    .map((part) => part.split('='))
    .find(([name]) => name === site)?.[1]
    ?.split(',') ?? []
