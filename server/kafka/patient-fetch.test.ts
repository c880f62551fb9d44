import { describe, expect, it } from 'vitest'
import {
  FETCH_WAIT_BUSY_MS,
  FETCH_WAIT_IDLE_MS,
  FETCH_WAIT_MS,
  FETCHES_UNTIL_IDLE,
  FETCHES_UNTIL_USUAL,
} from '../limits.ts'
import { type ConsumerGroup, patient } from './patient-fetch.ts'

/** A group whose fetches bring what `next` says; each notes how long it would have waited. */
const groupOf = (maxWaitTime = FETCH_WAIT_MS) => {
  const waits: number[] = []
  let paused: unknown[] = []
  let next: { rawMessages: unknown[] }[] = []
  const group: ConsumerGroup = { maxWaitTime, subscriptionState: { paused: () => paused } }
  const fetch = patient(async function () {
    waits.push(this.maxWaitTime)
    return next
  })
  return {
    waits,
    pause: (partitions: unknown[]) => {
      paused = partitions
    },
    bring: (records: number) => {
      next = [{ rawMessages: Array(records).fill({}) }, { rawMessages: [] }]
    },
    fetch: () => fetch.call(group, 1),
    idle: async () => {
      for (let i = 0; i < FETCHES_UNTIL_IDLE; i++) await fetch.call(group, 1)
    },
  }
}

describe('a consumer', () => {
  it('waits longer once it had nothing for some fetches, and as before when a record came', async () => {
    const group = groupOf()
    await group.idle()
    await group.fetch()
    expect(group.waits).toEqual([...Array(FETCHES_UNTIL_IDLE).fill(FETCH_WAIT_MS), FETCH_WAIT_IDLE_MS])
    group.bring(1)
    await group.fetch()
    await group.fetch()
    expect(group.waits.slice(-2)).toEqual([FETCH_WAIT_IDLE_MS, FETCH_WAIT_MS])
  })
  it('hardly waits while a full partition is paused: it has room again in a moment', async () => {
    const group = groupOf()
    await group.idle()
    group.bring(1)
    await group.fetch()
    group.pause([{ topic: 'usage.actions', partitions: [1] }])
    await group.fetch()
    expect(group.waits.at(-1)).toBe(FETCH_WAIT_BUSY_MS)
    group.pause([])
    await group.fetch()
    expect(group.waits.at(-1)).toBe(FETCH_WAIT_MS)
  })
  it('waits as usual beside a partition that stands still, and never longer', async () => {
    const group = groupOf()
    group.pause([{ topic: 'usage.actions', partitions: [1] }])
    for (let i = 0; i < FETCHES_UNTIL_USUAL; i++) await group.fetch()
    expect(new Set(group.waits)).toEqual(new Set([FETCH_WAIT_BUSY_MS]))
    await group.fetch()
    expect(group.waits.at(-1)).toBe(FETCH_WAIT_MS)
    group.pause([])
    await group.fetch()
    expect(group.waits.at(-1)).toBe(FETCH_WAIT_IDLE_MS)
  })
  it('never waits less than it was told to', async () => {
    const group = groupOf(FETCH_WAIT_IDLE_MS * 3)
    await group.idle()
    await group.fetch()
    expect(new Set(group.waits)).toEqual(new Set([FETCH_WAIT_IDLE_MS * 3]))
  })
  it('is given only partitions with records', async () => {
    const group = groupOf()
    group.bring(2)
    expect(await group.fetch()).toHaveLength(1)
    group.bring(0)
    expect(await group.fetch()).toEqual([])
  })
})
