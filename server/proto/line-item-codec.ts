import { type Claim, checkLineItem, type Frozen, type LineItem } from '../../domain/line-item.ts'
import { Poison, quoted } from '../../domain/poison.ts'
import { REASONS, type Reason } from '../../domain/reasons.ts'
import { type LineItemFields, readLineItemFields } from './line-item-reader.ts'
import * as wire from './wire.ts'

/** Canonical: fields in order, defaults left out, so that two deliveries of one event have equal bytes. */
export const encodeLineItem = (item: LineItem): Buffer => {
  const { sku, unitOfMeasure, repositoryName } = item
  const texts = wire.textFieldMax(sku) + wire.textFieldMax(unitOfMeasure) + wire.textFieldMax(repositoryName)
  wire.start(36 + 8 * wire.INTEGER_FIELD_MAX + texts)
  wire.bytes(1, item.lineItemId)
  wire.bytes(2, item.eventId)
  if (item.accountId !== 0) wire.integer(3, item.accountId)
  if (sku !== '') wire.text(4, sku)
  if (unitOfMeasure !== '') wire.text(5, unitOfMeasure)
  if (item.units !== 0) wire.integer(6, item.units)
  if (item.nanos !== 0) wire.integer(7, item.nanos)
  if (item.startedAtMs !== 0) wire.integer(8, item.startedAtMs)
  if (item.endedAtMs !== 0) wire.integer(9, item.endedAtMs)
  if (repositoryName !== '') wire.text(10, repositoryName)
  if (item.repositoryVisibility !== 0) wire.integer(11, item.repositoryVisibility)
  if (item.runner !== 0) wire.integer(12, item.runner)
  return wire.finish()
}

/** The ids are slices of `value`. Fields of a tail are ignored. @throws Poison */
export const decodeLineItem = (value: Buffer | null): LineItem => {
  const m = readLineItemFields(value)
  const item: LineItem = {
    lineItemId: m.lineItemId,
    eventId: m.eventId,
    accountId: m.accountId,
    sku: m.sku,
    unitOfMeasure: m.unitOfMeasure,
    units: m.units,
    nanos: m.nanos,
    startedAtMs: m.startedAtMs,
    endedAtMs: m.endedAtMs,
    repositoryName: m.repositoryName,
    repositoryVisibility: m.repositoryVisibility,
    runner: m.runner,
  }
  checkLineItem(item)
  return item
}

const claimOf = (m: LineItemFields): Claim => {
  if (m.claimTopic !== 1 && m.claimTopic !== 2) {
    throw new Poison('undecodable', `claim_topic is ${m.claimTopic}: the value has no tail of this release`)
  }
  if (!isCount(m.claimPartition) || !isCount(m.claimOffset) || !isCount(m.attempt)) {
    throw new Poison(
      'undecodable',
      `no claim is at partition ${m.claimPartition}, offset ${m.claimOffset}, attempt ${m.attempt}`,
    )
  }
  return { topic: m.claimTopic, partition: m.claimPartition, offset: m.claimOffset }
}

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0

/** The ids are slices of `value`. @throws Poison */
export const decodeSubmittable = (value: Buffer | null): LineItem & Frozen => {
  const m = readLineItemFields(value)
  // Written out, as in decodeLineItem: spreading one object into another costs more than reading the bytes.
  const row: LineItem & Frozen = {
    lineItemId: m.lineItemId,
    eventId: m.eventId,
    accountId: m.accountId,
    sku: m.sku,
    unitOfMeasure: m.unitOfMeasure,
    units: m.units,
    nanos: m.nanos,
    startedAtMs: m.startedAtMs,
    endedAtMs: m.endedAtMs,
    repositoryName: m.repositoryName,
    repositoryVisibility: m.repositoryVisibility,
    runner: m.runner,
    claim: claimOf(m),
    attempt: m.attempt,
    zuoraAccountNumber: m.zuoraAccountNumber,
    zuoraSubscriptionNumber: m.zuoraSubscriptionNumber,
    originSite: m.originSite,
  }
  checkLineItem(row)
  return row
}

export type Rejection = {
  readonly claim: Claim
  readonly attempt: number
  readonly reason: Reason
  /** Of the facts that the decision used; 0: the account was not known. */
  readonly accountVersion: number
}

/** The ids are slices of `value`. @throws Poison */
export const decodeRejected = (value: Buffer | null): LineItem & Rejection => {
  const item = decodeLineItem(value)
  const m = readLineItemFields(value)
  if (!Object.hasOwn(REASONS, m.reason)) throw new Poison('undecodable', `${quoted(m.reason)} is no reason to reject`)
  if (!isCount(m.accountVersion)) throw new Poison('undecodable', `account_version is ${m.accountVersion}`)
  return {
    ...item,
    claim: claimOf(m),
    attempt: m.attempt,
    reason: m.reason as Reason,
    accountVersion: m.accountVersion,
  }
}

/**
 * R12: a LineItem's own bytes followed by the tail. Concatenated messages merge and the last value of a field wins, so
 * nothing is decoded or encoded again; every field of the tail is written, zeros and empty texts too, or a stale one in
 * `lineItem` would shine through.
 */
export const appendSubmittableTail = (lineItem: Buffer, frozen: Frozen): Buffer => {
  const texts =
    wire.textFieldMax(frozen.zuoraAccountNumber) +
    wire.textFieldMax(frozen.zuoraSubscriptionNumber) +
    wire.textFieldMax(frozen.originSite)
  wire.start(lineItem.length + 4 * wire.INTEGER_FIELD_MAX + texts)
  wire.raw(lineItem)
  claimFields(frozen.claim, frozen.attempt)
  wire.text(104, frozen.zuoraAccountNumber)
  wire.text(105, frozen.zuoraSubscriptionNumber)
  wire.text(108, frozen.originSite)
  return wire.finish()
}

/** As `appendSubmittableTail`, for billing.rejected. */
export const appendRejectedTail = (lineItem: Buffer, rejection: Rejection): Buffer => {
  wire.start(lineItem.length + 5 * wire.INTEGER_FIELD_MAX + wire.textFieldMax(rejection.reason))
  wire.raw(lineItem)
  claimFields(rejection.claim, rejection.attempt)
  wire.text(106, rejection.reason)
  wire.integer(107, rejection.accountVersion)
  return wire.finish()
}

const claimFields = (claim: Claim, attempt: number): void => {
  wire.integer(100, claim.topic)
  wire.integer(101, claim.partition)
  wire.integer(102, claim.offset)
  wire.integer(103, attempt)
}
