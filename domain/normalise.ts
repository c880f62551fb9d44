import { type Catalogue, type Sku, type UnitOfMeasure, unitOfMeasure } from './catalogue.ts'
import { checkAccountId, checkTime, type LineItem, RUNNER, VISIBILITY } from './line-item.ts'
import { lineItemId, uuidBytes } from './line-item-id.ts'
import { Poison, quoted } from './poison.ts'
import { gigabyteHours, gigabytes, type Quantity, quantity, wholeMinutes } from './quantity.ts'
import type { BillableUsage, MeteredUsage } from './usage.ts'

/**
 * One usage event → one line item. What breaks a rule of its schema can never work.
 * Text is kept as it came: the CSV renderer removes what Zuora does not take.
 * @throws Poison
 */
export const normalise = (event: BillableUsage, catalogue: Catalogue): LineItem => {
  switch (event.topic) {
    case 'usage.actions': {
      const sku = skuOf(event, catalogue, 'Minutes')
      const [start, end] = period(event.startedAtMs, 'started_at', event.endedAtMs, 'ended_at')
      return lineItem(event, sku, wholeMinutes(start, end), start, end, event.repositoryVisibility, event.runner)
    }
    case 'usage.packages': {
      const sku = skuOf(event, catalogue, 'GB')
      const at = checkTime(event.transferredAtMs, 'transferred_at')
      const amount = gigabytes(event.bytesTransferred)
      return lineItem(event, sku, amount, at, at, event.repositoryVisibility, RUNNER.unspecified)
    }
    case 'usage.storage': {
      const sku = skuOf(event, catalogue, 'GB-Hours')
      const [start, end] = period(event.periodStartMs, 'period_start', event.periodEndMs, 'period_end')
      const amount = gigabyteHours(event.storedBytes, end - start)
      return lineItem(event, sku, amount, start, end, event.repositoryVisibility, RUNNER.unspecified)
    }
    case 'usage.metered': {
      const sku = meteredSku(event, catalogue)
      const [start, end] = period(event.usageStartMs, 'usage_start', event.usageEndMs, 'usage_end')
      if (event.quantity === null) throw new Poison('bad_quantity', 'quantity is missing')
      const amount = quantity(event.quantity.units, event.quantity.nanos)
      return lineItem(event, sku, amount, start, end, VISIBILITY.unspecified, RUNNER.unspecified)
    }
  }
}

const lineItem = (
  event: BillableUsage,
  sku: Sku,
  amount: Quantity,
  startedAtMs: number,
  endedAtMs: number,
  repositoryVisibility: number,
  runner: number,
): LineItem => {
  const eventId = uuidBytes(event.eventId)
  if (eventId === undefined) throw new Poison('bad_event_id', `event_id ${quoted(event.eventId)} is not a UUID`)
  return {
    lineItemId: lineItemId(eventId, startedAtMs),
    eventId,
    accountId: checkAccountId(event.accountId),
    sku: sku.sku,
    unitOfMeasure: sku.unitOfMeasure,
    units: amount.units,
    nanos: amount.nanos,
    startedAtMs,
    endedAtMs,
    repositoryName: event.repositoryName,
    // A value of a newer producer means what its absence means: an open enum must not make bytes that nothing reads.
    repositoryVisibility: known(repositoryVisibility, VISIBILITY.internal),
    runner: known(runner, RUNNER.selfHosted),
  }
}

const known = (value: number, last: number): number => (value >= 0 && value <= last ? value : 0)

const knownSku = (name: string, catalogue: Catalogue): Sku => {
  const sku = catalogue.bySku.get(name)
  if (sku === undefined) throw new Poison('unknown_sku', `SKU ${quoted(name)} is not in the catalogue`)
  return sku
}

/** The kind of event fixes the unit: minutes of a job are no gigabytes. */
const skuOf = (event: BillableUsage, catalogue: Catalogue, unit: UnitOfMeasure): Sku => {
  const sku = knownSku(event.sku, catalogue)
  if (sku.unitOfMeasure !== unit) {
    throw new Poison(
      'wrong_unit',
      `${event.topic} measures ${unit}, but SKU ${quoted(sku.sku)} is sold in ${sku.unitOfMeasure}`,
    )
  }
  return sku
}

const meteredSku = (event: Pick<MeteredUsage, 'sku' | 'product' | 'unitOfMeasure'>, catalogue: Catalogue): Sku => {
  const sku = knownSku(event.sku, catalogue)
  if (event.product !== sku.product) {
    throw new Poison(
      'wrong_product',
      `product ${quoted(event.product)} is not that of SKU ${quoted(sku.sku)}, ${quoted(sku.product)}`,
    )
  }
  if (unitOfMeasure(event.unitOfMeasure) !== sku.unitOfMeasure) {
    throw new Poison(
      'wrong_unit',
      `unit ${quoted(event.unitOfMeasure)} is not that of SKU ${quoted(sku.sku)}, ${quoted(sku.unitOfMeasure)}`,
    )
  }
  return sku
}

const period = (
  startMs: number | null,
  startField: string,
  endMs: number | null,
  endField: string,
): [number, number] => {
  const start = checkTime(startMs, startField)
  const end = checkTime(endMs, endField)
  if (end < start) {
    throw new Poison('bad_time', `${endField} ${quoted(iso(end))} is before ${startField} ${quoted(iso(start))}`)
  }
  return [start, end]
}

const iso = (ms: number): string => new Date(ms).toISOString()

const DAY_MS = 86_400_000

/**
 * R14: usage older than the horizon has no partition to go to: a dead letter, never an error that looks like an outage.
 * Both in Unix milliseconds. @throws Poison too_old
 */
export const checkHorizon = (occurredAtMs: number, horizonMs: number): void => {
  if (occurredAtMs < horizonMs) {
    throw new Poison(
      'too_old',
      `usage of ${quoted(iso(occurredAtMs))} is older than the horizon, ${quoted(iso(horizonMs))}`,
    )
  }
}

/**
 * And usage from the future is a producer's wrong clock. All three in Unix milliseconds.
 * @throws Poison too_old, ahead_of_its_record
 */
export const checkAge = (occurredAtMs: number, recordTimestampMs: number, horizonMs: number): void => {
  checkHorizon(occurredAtMs, horizonMs)
  if (occurredAtMs > recordTimestampMs + DAY_MS) {
    throw new Poison(
      'ahead_of_its_record',
      `usage of ${quoted(iso(occurredAtMs))} is more than a day after its record was written`,
    )
  }
}
