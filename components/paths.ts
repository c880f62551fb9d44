/** Every address of the dashboard and of what it fetches, in one place. */
const part = encodeURIComponent
const withSearch = (path: string, search: Readonly<Record<string, string | undefined>>): string => {
  const kept = Object.entries(search).filter((entry): entry is [string, string] => Boolean(entry[1]))
  return kept.length === 0 ? path : `${path}?${new URLSearchParams(kept)}`
}

export const to = {
  overview: () => '/',
  files: (filters: { state?: string; q?: string } = {}) => withSearch('/files', filters),
  file: (id: string, search: { row?: string } = {}) => withSearch(`/files/${part(id)}`, search),
  lineItem: (id: string) => `/line-items/${part(id)}`,
  deadLetters: (
    filters: { processor?: string; cause?: string; letter?: string; state?: string; source?: string } = {},
  ) => withSearch('/dead-letters', filters),
  rejections: (
    filters: { from?: string; to?: string; reason?: string; site?: string; topic?: string; product?: string } = {},
  ) => withSearch('/rejections', filters),
  duplicates: (filters: { from?: string; to?: string; site?: string; topic?: string; product?: string } = {}) =>
    withSearch('/duplicates', filters),
  reconciliation: (filters: { from?: string; to?: string } = {}) => withSearch('/reconciliation', filters),
  throughput: (filters: { by?: string; from?: string; to?: string } = {}) => withSearch('/throughput', filters),
  topics: (
    filters: { site?: string; topic?: string; partition?: string; offset?: string; key?: string; at?: string } = {},
  ) => withSearch('/topics', filters),
  lag: (filters: { group?: string; topic?: string; site?: string } = {}) => withSearch('/lag', filters),
  lagPartition: (at: { site: string; group: string; topic: string; partition: number }) =>
    withSearch('/lag/partition', { ...at, partition: String(at.partition) }),
  alerts: (filters: { rule?: string } = {}) => withSearch('/alerts', filters),
  audit: (filters: { actor?: string; action?: string; q?: string } = {}) => withSearch('/audit', filters),
  settings: () => '/settings',
  warehouse: (search: { sql?: string } = {}) => withSearch('/warehouse', search),
  customers: (filters: { query?: string } = {}) => withSearch('/customers', filters),
  customer: (id: string, search: { from?: string; to?: string } = {}) => withSearch(`/customers/${part(id)}`, search),
}

/** What the API answers at, below /api/v1: the first argument of `q`. */
export const api = {
  pipeline: '/pipeline',
  files: '/files',
  file: (id: string) => `/files/${part(id)}`,
  fileRows: (id: string) => `/files/${part(id)}/rows`,
  /** A whole address: the exact bytes, for the browser to download. */
  fileContent: (id: string) => `/api/v1/files/${part(id)}/content`,
  lineItems: '/line-items',
  lineItem: (id: string) => `/line-items/${part(id)}`,
  deadLetters: '/dead-letters',
  deadLetter: (id: string) => `/dead-letters/${part(id)}`,
  deadLetterGroups: '/dead-letter-groups',
  accounts: '/accounts',
  account: (id: string) => `/accounts/${part(id)}`,
  accountUsage: (id: string) => `/accounts/${part(id)}/usage`,
  accountLineItems: (id: string) => `/accounts/${part(id)}/line-items`,
  /** A whole address, for the browser to download. */
  accountExport: (id: string, search: { from: string; to: string; what: string }) =>
    withSearch(`/api/v1/accounts/${part(id)}/export`, search),
  lag: '/lag',
  lagGroups: '/lag/groups',
  lagHistory: '/lag/history',
  lagPartition: '/lag/partition',
  alerts: '/alerts',
  warehouse: '/warehouse',
  runQuery: '/warehouse/query',
  downloadQuery: '/warehouse/download',
  queries: '/warehouse/queries',
  saveQuery: '/warehouse/queries/save',
  removeQuery: '/warehouse/queries/remove',
  takeSnapshot: '/warehouse/snapshot',
  reconciliation: '/reconciliation',
  signIn: '/api/auth/sign-in/email',
  signOut: '/api/auth/sign-out',
  me: '/me',
  ownPassword: '/me/password',
  ownSessions: '/me/sessions',
  endSessions: '/me/sessions/end',
  ownKeys: '/me/keys',
  createOwnKey: '/me/keys/create',
  revokeOwnKey: '/me/keys/revoke',
  users: '/users',
  user: (verb: 'create' | 'role' | 'disable' | 'enable' | 'reset-password') => `/users/${verb}`,
  keys: '/keys',
  createKey: '/keys/create',
  revokeKey: '/keys/revoke',
  audit: '/audit',
  auditNames: '/audit/names',
  /** A whole address, for the browser to download. */
  auditCsv: (filters: Readonly<Record<string, string | undefined>>) => withSearch('/api/v1/audit/csv', filters),
  unplaced: '/reconciliation/unplaced',
  rejections: '/rejections',
  duplicates: '/duplicates',
  rejectedLineItems: '/rejections/line-items',
  throughput: '/throughput',
  latency: '/latency',
  place: '/place',
  topics: '/topics',
  topicMessages: (topic: string) => `/topics/${part(topic)}/messages`,
  redrive: '/dead-letters/redrive',
  discard: '/dead-letters/discard',
  release: '/line-items/release',
  resume: '/processors/resume',
}
