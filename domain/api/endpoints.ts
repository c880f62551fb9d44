/**
 * Every way into the API as one table: checked by the route wrapper, printed as OpenAPI, and used by screens and the
 * command line to build addresses and to type answers.
 */
import { z } from 'zod'
import * as accounts from './accounts.ts'
import * as alerts from './alerts.ts'
import * as commands from './commands.ts'
import * as deadLetters from './dead-letters.ts'
import { type Definition, get, post, v1 } from './define.ts'
import * as files from './files.ts'
import * as health from './health.ts'
import * as lag from './lag.ts'
import * as lineItems from './line-items.ts'
import { peopleEndpoints } from './people-endpoints.ts'
import { pipelineAnswer } from './pipeline.ts'
import * as reconciliation from './reconciliation.ts'
import * as throughput from './throughput.ts'
import * as topics from './topics.ts'
import * as warehouse from './warehouse.ts'

export const endpoints = {
  health: get('/api/health', 'health', 'anyone', 'The dashboard is alive', { answer: health.healthAnswer }),
  ready: get('/api/ready', 'health', 'anyone', 'Every dependency can be reached; 503 and which one if not', {
    answer: health.readyAnswer,
  }),
  metrics: get('/metrics', 'health', 'anyone', "Every worker's figures as Prometheus text", {
    answer: z.string(),
    contentType: 'text/plain; version=0.0.4; charset=utf-8',
  }),
  openApi: get(`${v1}/openapi.json`, 'health', 'anyone', 'This document', { answer: z.looseObject({}) }),
  pipeline: get(`${v1}/pipeline`, 'pipeline', 'overview', 'The pipeline as it is now: all that the Overview shows', {
    answer: pipelineAnswer,
  }),
  throughput: get(`${v1}/throughput`, 'pipeline', 'operations', 'Events a second as series', {
    query: throughput.throughputQuery,
    answer: throughput.throughputAnswer,
  }),
  latency: get(`${v1}/latency`, 'pipeline', 'operations', 'From event to each step, by product and site', {
    query: throughput.latencyQuery,
    answer: throughput.latencyAnswer,
  }),
  lag: get(`${v1}/lag`, 'pipeline', 'operations', 'A row per site, group, topic and partition', {
    query: lag.lagQuery,
    answer: lag.lagAnswer,
  }),
  lagGroups: get(`${v1}/lag/groups`, 'pipeline', 'operations', 'Every consumer group, worst first', {
    answer: lag.lagGroupsAnswer,
  }),
  lagHistory: get(`${v1}/lag/history`, 'pipeline', 'operations', 'Lag over time, from minutes to 13 months', {
    query: lag.lagHistoryQuery,
    answer: lag.lagHistoryAnswer,
  }),
  lagPartition: get(`${v1}/lag/partition`, 'pipeline', 'operations', 'All about one partition of one group', {
    query: lag.lagPartitionQuery,
    answer: lag.lagPartitionAnswer,
  }),
  alerts: get(`${v1}/alerts`, 'alerts', 'operations', 'What fires, by which rules, and who is told', {
    answer: alerts.alertsAnswer,
  }),
  saveAlertRule: post(`${v1}/alerts/rules/save`, 'alerts', 'repair', 'Make or change a rule', {
    body: alerts.saveRuleCommand,
    answer: alerts.alertAnswer,
  }),
  deleteAlertRule: post(
    `${v1}/alerts/rules/delete`,
    'alerts',
    'repair',
    'Delete a rule; those of day one are switched off',
    {
      body: alerts.byId,
      answer: alerts.alertAnswer,
    },
  ),
  muteAlerts: post(`${v1}/alerts/mute`, 'alerts', 'repair', 'Tell nobody for a while', {
    body: alerts.muteCommand,
    answer: alerts.alertAnswer,
  }),
  unmuteAlerts: post(`${v1}/alerts/unmute`, 'alerts', 'repair', 'Tell people again', {
    body: alerts.byId,
    answer: alerts.alertAnswer,
  }),
  saveAlertChannel: post(`${v1}/alerts/channels/save`, 'alerts', 'repair', 'Whom to tell', {
    body: alerts.saveChannelCommand,
    answer: alerts.alertAnswer,
  }),
  deleteAlertChannel: post(`${v1}/alerts/channels/delete`, 'alerts', 'repair', 'Tell this one no more', {
    body: alerts.byId,
    answer: alerts.alertAnswer,
  }),
  testAlertChannel: post(`${v1}/alerts/channels/test`, 'alerts', 'repair', 'Send a test now', {
    body: alerts.byId,
    answer: alerts.alertAnswer,
  }),
  deadLetters: get(`${v1}/dead-letters`, 'dead letters', 'operations', 'Dead letters without payload, newest first', {
    query: deadLetters.deadLettersQuery,
    answer: deadLetters.deadLettersAnswer,
  }),
  deadLetter: get(
    `${v1}/dead-letters/{id}`,
    'dead letters',
    'payloads',
    'One dead letter, its payload decoded and raw',
    { params: deadLetters.deadLetterParams, answer: deadLetters.deadLetterDetail },
  ),
  deadLetterGroups: get(
    `${v1}/dead-letter-groups`,
    'dead letters',
    'operations',
    'Dead letters by processor and cause',
    { query: deadLetters.deadLetterGroupsQuery, answer: deadLetters.deadLetterGroupsAnswer },
  ),
  redriveDeadLetters: post(
    `${v1}/dead-letters/redrive`,
    'dead letters',
    'repair',
    'Send dead letters to their processor again',
    { body: commands.deadLettersCommand, answer: commands.commandAnswer },
  ),
  discardDeadLetters: post(
    `${v1}/dead-letters/discard`,
    'dead letters',
    'repair',
    'Decide that dead letters are never billed',
    { body: commands.deadLettersCommand, answer: commands.commandAnswer },
  ),
  files: get(`${v1}/files`, 'files', 'overview', 'CSV files, newest first', {
    query: files.filesQuery,
    answer: files.filesAnswer,
  }),
  file: get(`${v1}/files/{id}`, 'files', 'overview', 'The books of one file', {
    params: files.fileParams,
    answer: files.fileAnswer,
  }),
  fileRows: get(`${v1}/files/{id}/rows`, 'files', 'overview', 'Rows of a file in their order', {
    params: files.fileParams,
    query: files.fileRowsQuery,
    answer: files.fileRowsAnswer,
  }),
  fileContent: get(`${v1}/files/{id}/content`, 'files', 'overview', 'The exact bytes of a closed file', {
    params: files.fileParams,
    answer: z.string(),
    contentType: 'text/csv; charset=utf-8',
  }),
  lineItems: get(`${v1}/line-items`, 'line items', 'overview', 'Line items of one usage event', {
    query: lineItems.lineItemsQuery,
    answer: lineItems.lineItemsAnswer,
  }),
  lineItem: get(`${v1}/line-items/{id}`, 'line items', 'overview', 'The passport of one line item', {
    params: lineItems.lineItemParams,
    answer: lineItems.passport,
  }),
  releaseLineItems: post(
    `${v1}/line-items/release`,
    'line items',
    'repair',
    'Have line items decided again: rejected ones, and accepted ones whose row is proven to be lost',
    {
      body: commands.releaseCommand,
      answer: commands.commandAnswer,
    },
  ),
  closePeriod: post(
    `${v1}/periods/close`,
    'line items',
    'money',
    'Close a billing month: later usage of it is rejected',
    {
      body: commands.closePeriodCommand,
      answer: commands.periodAnswer,
    },
  ),
  accounts: get(`${v1}/accounts`, 'customers', 'overview', 'Accounts by login, id or Zuora number', {
    query: accounts.accountsQuery,
    answer: accounts.accountsAnswer,
  }),
  account: get(`${v1}/accounts/{id}`, 'customers', 'overview', 'One account', {
    params: accounts.accountParams,
    answer: accounts.account,
  }),
  accountUsage: get(`${v1}/accounts/{id}/usage`, 'customers', 'overview', 'Usage of one account, exact', {
    params: accounts.accountParams,
    query: accounts.usageQuery,
    answer: accounts.accountUsage,
  }),
  accountLineItems: get(
    `${v1}/accounts/{id}/line-items`,
    'customers',
    'overview',
    'Every line item of one account with its state and file, newest first',
    { params: accounts.accountParams, query: lineItems.accountLineItemsQuery, answer: lineItems.listedLineItems },
  ),
  exportAccountUsage: get(
    `${v1}/accounts/{id}/export`,
    'customers',
    'export',
    'Usage of one account as CSV for a spreadsheet: sums by day and SKU, or every line item',
    {
      params: accounts.accountParams,
      query: accounts.exportQuery,
      answer: z.string(),
      contentType: 'text/csv; charset=utf-8',
    },
  ),
  rejections: get(`${v1}/rejections`, 'line items', 'overview', 'Rejected line items by reason', {
    query: lineItems.rejectionsQuery,
    answer: lineItems.rejectionsAnswer,
  }),
  rejectedLineItems: get(`${v1}/rejections/line-items`, 'line items', 'overview', 'Rejected line items, newest first', {
    query: lineItems.rejectedLineItemsQuery,
    answer: lineItems.listedLineItems,
  }),
  duplicates: get(`${v1}/duplicates`, 'line items', 'operations', 'Events delivered again, newest usage first', {
    query: lineItems.duplicatesQuery,
    answer: lineItems.duplicatesAnswer,
  }),
  place: get(
    `${v1}/place`,
    'line items',
    'overview',
    'What a place in the log is about: line item, file, dead letter',
    {
      query: topics.placeQuery,
      answer: topics.placeAnswer,
    },
  ),
  topics: get(`${v1}/topics`, 'topics', 'payloads', 'Topics of each site with settings, partitions, offsets and size', {
    answer: topics.topicsAnswer,
  }),
  topicMessages: get(
    `${v1}/topics/{topic}/messages`,
    'topics',
    'payloads',
    'Messages of a topic, decoded by its schema; each look is in the audit log',
    { params: topics.topicMessagesParams, query: topics.topicMessagesQuery, answer: topics.topicMessagesAnswer },
  ),
  unplacedEvents: get(
    `${v1}/reconciliation/unplaced`,
    'pipeline',
    'operations',
    'The exact offsets of events that no place accounts for',
    { query: reconciliation.unplacedQuery, answer: reconciliation.unplacedAnswer },
  ),
  reconciliation: get(`${v1}/reconciliation`, 'pipeline', 'operations', 'Is every event accounted for', {
    query: reconciliation.reconciliationQuery,
    answer: reconciliation.reconciliationAnswer,
  }),
  // SQL shows payloads: one right for all of it.
  warehouse: get(`${v1}/warehouse`, 'warehouse', 'payloads', 'What the archive holds: tables, columns, age', {
    answer: warehouse.warehouseAnswer,
  }),
  runQuery: post(`${v1}/warehouse/query`, 'warehouse', 'payloads', 'Run one SELECT over the archive', {
    body: warehouse.queryCommand,
    answer: warehouse.queryAnswer,
  }),
  downloadQuery: post(`${v1}/warehouse/download`, 'warehouse', 'payloads', 'The rows of a SELECT as CSV or Parquet', {
    body: warehouse.downloadCommand,
    answer: z.string(),
  }),
  queries: get(`${v1}/warehouse/queries`, 'warehouse', 'payloads', 'Saved queries and what was run', {
    answer: warehouse.queriesAnswer,
  }),
  saveQuery: post(`${v1}/warehouse/queries/save`, 'warehouse', 'payloads', 'Keep a query under a name', {
    body: warehouse.saveQueryCommand,
    answer: warehouse.doneAnswer,
  }),
  removeQuery: post(`${v1}/warehouse/queries/remove`, 'warehouse', 'payloads', 'Remove a query of one’s own', {
    body: warehouse.removeQueryCommand,
    answer: warehouse.doneAnswer,
  }),
  takeSnapshot: post(`${v1}/warehouse/snapshot`, 'warehouse', 'payloads', 'Ask for a newer snapshot of a table', {
    body: warehouse.snapshotCommand,
    answer: warehouse.doneAnswer,
  }),
  resumeProcessor: post(`${v1}/processors/resume`, 'pipeline', 'repair', 'Let a stopped processor go on', {
    body: commands.resumeCommand,
    answer: commands.resumeAnswer,
  }),
  ...peopleEndpoints,
} as const satisfies Record<string, Definition>

export type Endpoints = typeof endpoints
export type EndpointName = keyof Endpoints
export type Endpoint = Endpoints[EndpointName]
export type Answer<N extends EndpointName> = z.infer<Endpoints[N]['answer']>
export type Params<N extends EndpointName> = z.infer<Endpoints[N]['params']>
export type Query<N extends EndpointName> = z.input<Endpoints[N]['query']>
export type Body<N extends EndpointName> = z.input<Endpoints[N]['body']>

/** The address of an endpoint: `address('file', {id: '65536'})`. Undefined query values are left out. */
export const address = <N extends EndpointName>(
  name: N,
  params: Record<string, string> = {},
  query: Record<string, unknown> = {},
): string => {
  const path = endpoints[name].path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = params[key]
    if (value === undefined) throw new Error(`${name} needs the parameter ${key}`)
    return encodeURIComponent(value)
  })
  const search = new URLSearchParams()
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== null) search.set(key, Array.isArray(value) ? value.join(',') : String(value))
  const text = search.toString()
  return text ? `${path}?${text}` : path
}
