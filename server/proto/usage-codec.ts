import type { UsageTopic } from '../../domain/pipeline.ts'
import type { UsageEvent } from '../../domain/usage.ts'
import { decodeMessage, exactly, unixMilliseconds } from './decoding.ts'
import { hydro } from './generated/hydro.js'

const { ActionsUsage, PackagesUsage, StorageUsage, MeteredUsage } = hydro.usage.v1

type Timestamp = { seconds?: number | null; nanos?: number | null }

const milliseconds = (timestamp: Timestamp | null | undefined, field: string): number | null =>
  timestamp === null || timestamp === undefined
    ? null
    : unixMilliseconds(timestamp.seconds ?? 0, timestamp.nanos ?? 0, field)

const timestamp = (ms: number | null): Timestamp | null => {
  if (ms === null) return null
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: (ms - seconds * 1000) * 1_000_000 }
}

/**
 * A usage topic's value as it was meant, not yet judged.
 * @throws Poison null_value, undecodable, and where a 64-bit number is not exact or a time is none, the class of its field
 */
export const decodeUsage = (topic: UsageTopic, value: Buffer | null): UsageEvent => {
  switch (topic) {
    case 'usage.actions': {
      const m = decodeMessage(ActionsUsage, 'ActionsUsage', value)
      return {
        topic,
        eventId: m.eventId,
        accountId: exactly(m.accountId, 'bad_account', 'account_id'),
        repositoryId: exactly(m.repositoryId, 'undecodable', 'repository_id'),
        repositoryName: m.repositoryName,
        repositoryVisibility: m.repositoryVisibility,
        actorLogin: m.actorLogin,
        workflowPath: m.workflowPath,
        jobId: m.jobId,
        runner: m.runner,
        sku: m.sku,
        startedAtMs: milliseconds(m.startedAt, 'started_at'),
        endedAtMs: milliseconds(m.endedAt, 'ended_at'),
      }
    }
    case 'usage.packages': {
      const m = decodeMessage(PackagesUsage, 'PackagesUsage', value)
      return {
        topic,
        eventId: m.eventId,
        accountId: exactly(m.accountId, 'bad_account', 'account_id'),
        repositoryId: exactly(m.repositoryId, 'undecodable', 'repository_id'),
        repositoryName: m.repositoryName,
        repositoryVisibility: m.repositoryVisibility,
        actorLogin: m.actorLogin,
        packageName: m.packageName,
        sku: m.sku,
        bytesTransferred: exactly(m.bytesTransferred, 'bad_quantity', 'bytes_transferred'),
        transferredAtMs: milliseconds(m.transferredAt, 'transferred_at'),
      }
    }
    case 'usage.storage': {
      const m = decodeMessage(StorageUsage, 'StorageUsage', value)
      return {
        topic,
        eventId: m.eventId,
        accountId: exactly(m.accountId, 'bad_account', 'account_id'),
        repositoryId: exactly(m.repositoryId, 'undecodable', 'repository_id'),
        repositoryName: m.repositoryName,
        repositoryVisibility: m.repositoryVisibility,
        sku: m.sku,
        storedBytes: exactly(m.storedBytes, 'bad_quantity', 'stored_bytes'),
        periodStartMs: milliseconds(m.periodStart, 'period_start'),
        periodEndMs: milliseconds(m.periodEnd, 'period_end'),
      }
    }
    case 'usage.metered': {
      const m = decodeMessage(MeteredUsage, 'MeteredUsage', value)
      const quantity = m.quantity
      return {
        topic,
        eventId: m.eventId,
        accountId: exactly(m.accountId, 'bad_account', 'account_id'),
        repositoryName: m.repositoryName,
        product: m.product,
        sku: m.sku,
        quantity: quantity
          ? { units: exactly(quantity.units ?? 0, 'bad_quantity', 'quantity.units'), nanos: quantity.nanos ?? 0 }
          : null,
        unitOfMeasure: m.unitOfMeasure,
        usageStartMs: milliseconds(m.usageStart, 'usage_start'),
        usageEndMs: milliseconds(m.usageEnd, 'usage_end'),
      }
    }
  }
}

/** For producers: the command line, imports, demo traffic, tests. @throws Error when the event is of another topic */
export const encodeUsage = (topic: UsageTopic, event: UsageEvent): Buffer => {
  if (event.topic !== topic) throw new Error(`an event of ${event.topic} does not belong on ${topic}`)
  switch (event.topic) {
    case 'usage.actions':
      return finished(
        ActionsUsage.encode({ ...event, startedAt: timestamp(event.startedAtMs), endedAt: timestamp(event.endedAtMs) }),
      )
    case 'usage.packages':
      return finished(PackagesUsage.encode({ ...event, transferredAt: timestamp(event.transferredAtMs) }))
    case 'usage.storage':
      return finished(
        StorageUsage.encode({
          ...event,
          periodStart: timestamp(event.periodStartMs),
          periodEnd: timestamp(event.periodEndMs),
        }),
      )
    case 'usage.metered':
      return finished(
        MeteredUsage.encode({
          ...event,
          usageStart: timestamp(event.usageStartMs),
          usageEnd: timestamp(event.usageEndMs),
        }),
      )
  }
}

const finished = (writer: { finish(): Uint8Array }): Buffer => writer.finish() as Buffer
