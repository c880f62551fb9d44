/**
 * Who may what (contract, "Roles"), as two tables: a right belongs to roles, and everything that can be asked for needs
 * one right. Endpoints name theirs in domain/api/endpoints.ts, pages here; both are checked where they are answered.
 */
export const ROLES = ['finance', 'engineer', 'support', 'admin'] as const
export type Role = (typeof ROLES)[number]

/** `words` end the sentence "The role … may not …". */
export const RIGHTS = {
  anyone: { roles: ROLES, words: 'reach the health of the service' },
  own: { roles: ROLES, words: 'change their own password, sessions and keys' },
  overview: { roles: ROLES, words: 'see Overview, accounts, usage, files, line items and rejections' },
  operations: {
    roles: ['finance', 'engineer', 'admin'],
    words: 'see lag, throughput, dead letters without payload, reconciliation and the audit log',
  },
  payloads: { roles: ['engineer', 'admin'], words: 'see payloads, topics and SQL' },
  money: { roles: ['finance', 'admin'], words: 'approve, submit and hold files, and close periods' },
  repair: { roles: ['engineer', 'admin'], words: 'pause, resume, retry, redrive, release and discard' },
  export: { roles: ['finance', 'support', 'admin'], words: 'export customer usage' },
  users: { roles: ['admin'], words: 'manage users and keys' },
} as const satisfies Record<string, { readonly roles: readonly Role[]; readonly words: string }>
export type Right = keyof typeof RIGHTS

export const roleMay = (role: Role, right: Right): boolean => (RIGHTS[right].roles as readonly Role[]).includes(role)

/** The right that a page needs, by the first part of its address: /files/17 is a page of /files. */
export const PAGES = {
  '/': 'overview',
  '/throughput': 'operations',
  '/lag': 'operations',
  '/dead-letters': 'operations',
  '/files': 'overview',
  '/line-items': 'overview',
  '/customers': 'overview',
  '/rejections': 'overview',
  '/reconciliation': 'operations',
  '/duplicates': 'operations',
  '/topics': 'payloads',
  '/warehouse': 'payloads',
  '/alerts': 'operations',
  '/audit': 'operations',
  '/settings': 'own',
} as const satisfies Record<string, Right>
export type PagePath = keyof typeof PAGES
