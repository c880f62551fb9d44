/** Who may what (contract, "Roles"), as one table. Every endpoint names the right that it needs. */
export const ROLES = ['finance', 'engineer', 'support', 'admin'] as const
export type Role = (typeof ROLES)[number]

export const RIGHTS = {
  anyone: { roles: ROLES, words: 'reach the health of the service' },
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
