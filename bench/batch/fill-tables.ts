/** The usage tables of the first iteration, filled with generated events that pass through its three products. */
import pg from 'pg'
import { SEED_SKUS } from '../../domain/catalogue.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { accountChanged, knownAtStart } from '../../simulators/traffic/accounts.ts'
import type { BenchTraffic } from '../traffic.ts'

const CHUNK = 5_000

const SCHEMA = `
  create table accounts (id bigint primary key, login text not null, zuora_account_number text not null,
    zuora_subscription_number text not null, standing int not null, billing_enabled boolean not null);
  create table repositories (id bigint primary key, name text not null, visibility int not null);
  create table skus (sku text primary key, unit_of_measure text not null, free_when_public boolean not null);
  create table usage_actions (id bigserial primary key, event_id uuid not null unique, account_id bigint not null,
    repository_id bigint not null, sku text not null, started_at timestamptz not null, ended_at timestamptz not null,
    runner int not null, actor_login text not null, workflow_path text not null, job_id text not null, submitted_at timestamptz);
  create table usage_packages (id bigserial primary key, event_id uuid not null unique, account_id bigint not null,
    repository_id bigint not null, sku text not null, started_at timestamptz not null, ended_at timestamptz not null,
    bytes bigint not null, actor_login text not null, package_name text not null, submitted_at timestamptz);
  create table usage_storage (id bigserial primary key, event_id uuid not null unique, account_id bigint not null,
    repository_id bigint not null, sku text not null, started_at timestamptz not null, ended_at timestamptz not null,
    stored_bytes bigint not null, submitted_at timestamptz);
  create index on usage_actions (id) where submitted_at is null;
  create index on usage_packages (id) where submitted_at is null;
  create index on usage_storage (id) where submitted_at is null;`

type Row = Record<string, string | number>

/** json_populate_recordset takes rows by column name, whatever the table: a fixture needs no speed. */
const INSERT: Record<string, string> = {
  usage_actions: `insert into usage_actions (event_id, account_id, repository_id, sku, started_at, ended_at, runner, actor_login, workflow_path, job_id)
    select event_id, account_id, repository_id, sku, started_at, ended_at, runner, actor_login, workflow_path, job_id
      from json_populate_recordset(null::usage_actions, $1)`,
  usage_packages: `insert into usage_packages (event_id, account_id, repository_id, sku, started_at, ended_at, bytes, actor_login, package_name)
    select event_id, account_id, repository_id, sku, started_at, ended_at, bytes, actor_login, package_name
      from json_populate_recordset(null::usage_packages, $1)`,
  usage_storage: `insert into usage_storage (event_id, account_id, repository_id, sku, started_at, ended_at, stored_bytes)
    select event_id, account_id, repository_id, sku, started_at, ended_at, stored_bytes
      from json_populate_recordset(null::usage_storage, $1)`,
  accounts: 'insert into accounts select * from json_populate_recordset(null::accounts, $1)',
  repositories: 'insert into repositories select * from json_populate_recordset(null::repositories, $1)',
  skus: 'insert into skus select * from json_populate_recordset(null::skus, $1)',
}

const iso = (ms: number | null): string => new Date(ms ?? 0).toISOString()

const rowOf = (event: UsageEvent, repositoryId: number): { table: string; row: Row } | undefined => {
  const common = { event_id: event.eventId, account_id: event.accountId, repository_id: repositoryId, sku: event.sku }
  const time = (from: number | null, to: number | null) => ({ started_at: iso(from), ended_at: iso(to) })
  switch (event.topic) {
    case 'usage.actions': {
      const { runner, actorLogin, workflowPath, jobId } = event
      const more = { runner, actor_login: actorLogin, workflow_path: workflowPath, job_id: jobId }
      return { table: 'usage_actions', row: { ...common, ...time(event.startedAtMs, event.endedAtMs), ...more } }
    }
    case 'usage.packages': {
      const more = { bytes: event.bytesTransferred, actor_login: event.actorLogin, package_name: event.packageName }
      return {
        table: 'usage_packages',
        row: { ...common, ...time(event.transferredAtMs, event.transferredAtMs), ...more },
      }
    }
    case 'usage.storage': {
      const more = { stored_bytes: event.storedBytes }
      return { table: 'usage_storage', row: { ...common, ...time(event.periodStartMs, event.periodEndMs), ...more } }
    }
    case 'usage.metered':
      return undefined // the first iteration had no such product
  }
}

/** Ids of repositories by name and visibility; Postgres holds no NUL in text. */
class Repositories {
  readonly rows: Row[] = []
  private readonly ids = new Map<string, number>()

  idOf(name: string, visibility: number): number {
    const key = `${visibility} ${name}`
    const known = this.ids.get(key)
    if (known) return known
    const id = this.ids.size + 1
    this.ids.set(key, id)
    this.rows.push({ id, name: name.replaceAll('\0', ''), visibility })
    return id
  }
}

/** Fills the tables with `count` usage rows; gives how many of them may be submitted. */
export const fillTables = async (url: string, traffic: BenchTraffic, count: number): Promise<number> => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(SCHEMA)
    const insert = (table: string, rows: readonly unknown[]) => client.query(INSERT[table]!, [JSON.stringify(rows)])
    const accounts = knownAtStart(traffic.accounts).map((account) => accountChanged(account, 1))
    await insert('accounts', accounts.map(accountRow))
    await insert(
      'skus',
      SEED_SKUS.map((s) => ({ sku: s.sku, unit_of_measure: s.unitOfMeasure, free_when_public: s.freeWhenPublic })),
    )
    const repositories = new Repositories()
    const waiting = new Map<string, Row[]>()
    let [rows, accepted] = [0, 0]
    for (const { expected } of traffic.events()) {
      if (rows === count) break
      if (expected.kind === 'malformed' || expected.kind === 'duplicate') continue // a table of usage refuses both
      const { event } = expected
      const visibility = 'repositoryVisibility' in event ? event.repositoryVisibility : 0
      const made = rowOf(event, repositories.idOf(event.repositoryName, visibility))
      if (!made) continue
      rows++
      if (expected.kind === 'accepted') accepted++
      const list = waiting.get(made.table) ?? []
      waiting.set(made.table, list)
      if (list.push(made.row) >= CHUNK) await insert(made.table, list.splice(0))
    }
    for (const [table, list] of waiting) await insert(table, list)
    await insert('repositories', repositories.rows)
    await client.query('vacuum analyze')
    return accepted
  } finally {
    await client.end()
  }
}

const accountRow = (account: ReturnType<typeof accountChanged>) => ({
  id: account.accountId,
  login: account.login,
  zuora_account_number: account.zuoraAccountNumber,
  zuora_subscription_number: account.zuoraSubscriptionNumber,
  standing: account.standing,
  billing_enabled: account.billingEnabled,
})
