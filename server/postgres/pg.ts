/**
 * pg, without all of fetch behind it: where there is no `navigator` (Node 20) it asks whether it runs at Cloudflare by making a
 * Response, which costs each process 40 ms of CPU when it starts, and 5 MB.
 */
import { createRequire } from 'node:module'
import type Pg from 'pg'

const load = (): typeof Pg => {
  const require = createRequire(import.meta.url)
  if ('navigator' in globalThis) return require('pg')
  Object.assign(globalThis, { navigator: { userAgent: 'Node.js' } })
  try {
    return require('pg')
  } finally {
    Reflect.deleteProperty(globalThis, 'navigator')
  }
}

export const pg = load()
