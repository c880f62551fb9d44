/**
 * Prisma's client over the process's own pool, for plain reads of small tables. It never writes: what changes state is
 * SQL in one file per verb, with its lock order and audit row. Generated from prisma/schema.prisma by `npm run build`.
 */
import { PrismaPg } from '@prisma/adapter-pg'
import type { Pool } from './pool.ts'
import { PrismaClient } from './prisma/client.ts'

const clients = new WeakMap<Pool, PrismaClient>()

export const prismaOf = (pool: Pool): PrismaClient => {
  let client = clients.get(pool)
  if (!client) {
    client = new PrismaClient({ adapter: new PrismaPg(pool) })
    clients.set(pool, client)
  }
  return client
}
