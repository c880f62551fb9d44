import { expect, test, vi } from 'vitest'
import type { Hydro } from '../kafka/client.ts'
import { readWaiting, waitingByTopic } from './log-holds.ts'
import { memoryLog } from './testing/memory-hydro.ts'

const cursor = (processor: string, topic: string, next: number) => ({
  processor,
  site: 'iad',
  topic,
  partition: 0,
  next,
})

test('what waits is what the next step has not decided: that it is not archived yet delays no bill', async () => {
  const log = memoryLog(1)
  for (let n = 0; n < 5; n++) log.put('billing.submittable', 0, { key: '7', value: Buffer.from('row') })
  const behind = await waitingByTopic(log.hydro, [cursor('csv-builder', 'billing.submittable', 3)])
  expect(behind.get('billing.submittable')).toBe(2)
  const done = await waitingByTopic(log.hydro, [
    cursor('csv-builder', 'billing.submittable', 5),
    cursor('warehouse-archiver', 'billing.submittable', 1),
  ])
  expect(done.get('billing.submittable')).toBe(0)
})

test('what the filter has decided and not committed is on its way to the files', async () => {
  const log = memoryLog(1)
  for (let n = 0; n < 5; n++) log.put('billing.line-items', 0, { key: '7', value: Buffer.from('line item') })
  const decided = [cursor('submission-filter', 'billing.line-items', 5)]
  log.commit('submission-filter', 'billing.line-items', 0, 3)
  expect((await waitingByTopic(log.hydro, decided)).get('billing.submittable')).toBe(2)
  log.commit('submission-filter', 'billing.line-items', 0, 5)
  expect((await waitingByTopic(log.hydro, decided)).get('billing.submittable')).toBe(0)
})

test('a broker that does not answer is waited for once in ten seconds, whoever asks meanwhile', async () => {
  vi.useFakeTimers()
  try {
    let asked = 0
    const silent = {
      ...memoryLog(1).hydro,
      cluster: () => {
        asked += 1
        return new Promise(() => {})
      },
    } as unknown as Hydro
    const first = expect(readWaiting(silent, [])).rejects.toThrow('Kafka did not answer within 3 s')
    await vi.advanceTimersByTimeAsync(3_000)
    await first
    const once = asked
    expect(once).toBeGreaterThan(0)
    await expect(readWaiting(silent, []), 'at once').rejects.toThrow('Kafka did not answer within 3 s')
    expect(asked).toBe(once)
    await vi.advanceTimersByTimeAsync(10_000)
    const again = expect(readWaiting(silent, [])).rejects.toThrow()
    await vi.advanceTimersByTimeAsync(3_000)
    await again
    expect(asked).toBeGreaterThan(once)
  } finally {
    vi.useRealTimers()
  }
})
