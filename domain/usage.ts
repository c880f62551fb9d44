/**
 * The four usage events as decoded from their topics: plain values, not yet judged (`normalise` does that). Times are
 * Unix milliseconds, floored; null where the event has none. 64-bit numbers are exact: the codec refuses others.
 */
export type ActionsUsage = {
  readonly topic: 'usage.actions'
  readonly eventId: string
  readonly accountId: number
  readonly repositoryId: number
  readonly repositoryName: string
  readonly repositoryVisibility: number
  readonly actorLogin: string
  readonly workflowPath: string
  readonly jobId: string
  readonly runner: number
  readonly sku: string
  readonly startedAtMs: number | null
  readonly endedAtMs: number | null
}

export type PackagesUsage = {
  readonly topic: 'usage.packages'
  readonly eventId: string
  readonly accountId: number
  readonly repositoryId: number
  readonly repositoryName: string
  readonly repositoryVisibility: number
  readonly actorLogin: string
  readonly packageName: string
  readonly sku: string
  readonly bytesTransferred: number
  readonly transferredAtMs: number | null
}

export type StorageUsage = {
  readonly topic: 'usage.storage'
  readonly eventId: string
  readonly accountId: number
  readonly repositoryId: number
  readonly repositoryName: string
  readonly repositoryVisibility: number
  readonly sku: string
  readonly storedBytes: number
  readonly periodStartMs: number | null
  readonly periodEndMs: number | null
}

export type MeteredUsage = {
  readonly topic: 'usage.metered'
  readonly eventId: string
  readonly accountId: number
  readonly repositoryName: string
  readonly product: string
  readonly sku: string
  /** As it was sent, not yet checked; null where the event has none. */
  readonly quantity: { readonly units: number; readonly nanos: number } | null
  readonly unitOfMeasure: string
  readonly usageStartMs: number | null
  readonly usageEndMs: number | null
}

export type UsageEvent = ActionsUsage | PackagesUsage | StorageUsage | MeteredUsage

/** What becomes part of a line item: the rest of an event is for people who look at it. */
type Unbilled = 'repositoryId' | 'actorLogin' | 'workflowPath' | 'jobId' | 'packageName'
export type BillableUsage =
  | Omit<ActionsUsage, Unbilled>
  | Omit<PackagesUsage, Unbilled>
  | Omit<StorageUsage, Unbilled>
  | Omit<MeteredUsage, Unbilled>

/** The time that dates an event (R13): started_at, transferred_at, period_start or usage_start. */
export const occurredAtMs = (event: UsageEvent): number | null => {
  switch (event.topic) {
    case 'usage.actions':
      return event.startedAtMs
    case 'usage.packages':
      return event.transferredAtMs
    case 'usage.storage':
      return event.periodStartMs
    case 'usage.metered':
      return event.usageStartMs
  }
}
