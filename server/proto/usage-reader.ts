/**
 * Reads the four usage events by hand: every event comes through here once. Texts that become no part of a line item are
 * only looked at, since bad UTF-8 in them breaks the schema all the same.
 */
import type { UsageTopic } from '../../domain/pipeline.ts'
import type { BillableUsage } from '../../domain/usage.ts'
import { exactly, unixMilliseconds } from './decoding.ts'
import {
  begin,
  enter,
  int32,
  isBefore,
  knownText,
  leave,
  messageEnd,
  passText,
  skip,
  tag,
  text,
  varint,
} from './wire-reader.ts'

/** A Timestamp or a Quantity as it was sent: two numbers, or nothing. One that comes twice is merged, as protobuf has it. */
class Pair {
  isThere = false
  first = 0
  second = 0

  clear(): this {
    this.isThere = false
    this.first = 0
    this.second = 0
    return this
  }
  read(): void {
    this.isThere = true
    const end = enter()
    while (isBefore(end)) {
      const of = tag()
      if (of === 0x08) this.first = varint()
      else if (of === 0x10) this.second = int32()
      else skip(of)
    }
    leave(end)
  }
}
const [START, END, QUANTITY] = [new Pair(), new Pair(), new Pair()]
const timeOf = (pair: Pair, field: string): number | null =>
  pair.isThere ? unixMilliseconds(pair.first, pair.second, field) : null

/**
 * What a line item needs of a usage topic's value, not yet judged: as `decodeUsage` gives it, without what is only for
 * people who look at the event.
 * @throws Poison null_value, undecodable, and where a 64-bit number is not exact or a time is none, the class of its field
 */
export const readUsage = (topic: UsageTopic, value: Buffer | null): BillableUsage => {
  switch (topic) {
    case 'usage.actions':
      return readActions(value)
    case 'usage.packages':
      return readPackages(value)
    case 'usage.storage':
      return readStorage(value)
    case 'usage.metered':
      return readMetered(value)
  }
}

const readActions = (value: Buffer | null): BillableUsage => {
  begin(value, 'ActionsUsage')
  const [startedAt, endedAt] = [START.clear(), END.clear()]
  let [eventId, repositoryName, sku] = ['', '', '']
  let [accountId, repositoryId, repositoryVisibility, runner] = [0, 0, 0, 0]
  for (const end = messageEnd(); isBefore(end); ) {
    const of = tag()
    switch (of) {
      case 0x0a:
        eventId = text()
        break
      case 0x10:
        accountId = varint()
        break
      case 0x18:
        repositoryId = varint()
        break
      case 0x22:
        repositoryName = text()
        break
      case 0x28:
        repositoryVisibility = int32()
        break
      case 0x32: // actor_login
      case 0x3a: // workflow_path
      case 0x42: // job_id
        passText()
        break
      case 0x48:
        runner = int32()
        break
      case 0x52:
        sku = knownText()
        break
      case 0x5a:
        startedAt.read()
        break
      case 0x62:
        endedAt.read()
        break
      default:
        skip(of)
    }
  }
  exactly(accountId, 'bad_account', 'account_id')
  exactly(repositoryId, 'undecodable', 'repository_id')
  const startedAtMs = timeOf(startedAt, 'started_at')
  const endedAtMs = timeOf(endedAt, 'ended_at')
  return {
    topic: 'usage.actions',
    eventId,
    accountId,
    repositoryName,
    repositoryVisibility,
    runner,
    sku,
    startedAtMs,
    endedAtMs,
  }
}

const readPackages = (value: Buffer | null): BillableUsage => {
  begin(value, 'PackagesUsage')
  const transferredAt = START.clear()
  let [eventId, repositoryName, sku] = ['', '', '']
  let [accountId, repositoryId, repositoryVisibility, bytesTransferred] = [0, 0, 0, 0]
  for (const end = messageEnd(); isBefore(end); ) {
    const of = tag()
    switch (of) {
      case 0x0a:
        eventId = text()
        break
      case 0x10:
        accountId = varint()
        break
      case 0x18:
        repositoryId = varint()
        break
      case 0x22:
        repositoryName = text()
        break
      case 0x28:
        repositoryVisibility = int32()
        break
      case 0x32: // actor_login
      case 0x3a: // package_name
        passText()
        break
      case 0x42:
        sku = knownText()
        break
      case 0x48:
        bytesTransferred = varint()
        break
      case 0x52:
        transferredAt.read()
        break
      default:
        skip(of)
    }
  }
  exactly(accountId, 'bad_account', 'account_id')
  exactly(repositoryId, 'undecodable', 'repository_id')
  exactly(bytesTransferred, 'bad_quantity', 'bytes_transferred')
  const transferredAtMs = timeOf(transferredAt, 'transferred_at')
  return {
    topic: 'usage.packages',
    eventId,
    accountId,
    repositoryName,
    repositoryVisibility,
    sku,
    bytesTransferred,
    transferredAtMs,
  }
}

const readStorage = (value: Buffer | null): BillableUsage => {
  begin(value, 'StorageUsage')
  const [periodStart, periodEnd] = [START.clear(), END.clear()]
  let [eventId, repositoryName, sku] = ['', '', '']
  let [accountId, repositoryId, repositoryVisibility, storedBytes] = [0, 0, 0, 0]
  for (const end = messageEnd(); isBefore(end); ) {
    const of = tag()
    switch (of) {
      case 0x0a:
        eventId = text()
        break
      case 0x10:
        accountId = varint()
        break
      case 0x18:
        repositoryId = varint()
        break
      case 0x22:
        repositoryName = text()
        break
      case 0x28:
        repositoryVisibility = int32()
        break
      case 0x32:
        sku = knownText()
        break
      case 0x38:
        storedBytes = varint()
        break
      case 0x42:
        periodStart.read()
        break
      case 0x4a:
        periodEnd.read()
        break
      default:
        skip(of)
    }
  }
  exactly(accountId, 'bad_account', 'account_id')
  exactly(repositoryId, 'undecodable', 'repository_id')
  exactly(storedBytes, 'bad_quantity', 'stored_bytes')
  const periodStartMs = timeOf(periodStart, 'period_start')
  const periodEndMs = timeOf(periodEnd, 'period_end')
  return {
    topic: 'usage.storage',
    eventId,
    accountId,
    repositoryName,
    repositoryVisibility,
    sku,
    storedBytes,
    periodStartMs,
    periodEndMs,
  }
}

const readMetered = (value: Buffer | null): BillableUsage => {
  begin(value, 'MeteredUsage')
  const [usageStart, usageEnd, sent] = [START.clear(), END.clear(), QUANTITY.clear()]
  let [eventId, repositoryName, product, sku, unitOfMeasure] = ['', '', '', '', '']
  let accountId = 0
  for (const end = messageEnd(); isBefore(end); ) {
    const of = tag()
    switch (of) {
      case 0x0a:
        eventId = text()
        break
      case 0x10:
        accountId = varint()
        break
      case 0x1a:
        repositoryName = text()
        break
      case 0x22:
        product = knownText()
        break
      case 0x2a:
        sku = knownText()
        break
      case 0x32:
        sent.read()
        break
      case 0x3a:
        unitOfMeasure = knownText()
        break
      case 0x42:
        usageStart.read()
        break
      case 0x4a:
        usageEnd.read()
        break
      default:
        skip(of)
    }
  }
  exactly(accountId, 'bad_account', 'account_id')
  const quantity = sent.isThere
    ? { units: exactly(sent.first, 'bad_quantity', 'quantity.units'), nanos: sent.second }
    : null
  const usageStartMs = timeOf(usageStart, 'usage_start')
  const usageEndMs = timeOf(usageEnd, 'usage_end')
  return {
    topic: 'usage.metered',
    eventId,
    accountId,
    repositoryName,
    product,
    sku,
    quantity,
    unitOfMeasure,
    usageStartMs,
    usageEndMs,
  }
}
