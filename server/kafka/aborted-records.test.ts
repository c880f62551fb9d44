import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hideAborted } from './aborted-records.ts'

const PRODUCERS = ['1', '2', '3'] as const
const ZEROS = Buffer.alloc(4)
const marker = (type: 0 | 1) => Buffer.from([0, 0, 0, type])

/** What producers do, one after the other: records in or out of a transaction, and the ends of transactions. */
const stepArb = fc.oneof(
  { weight: 3, arbitrary: fc.record({ producer: fc.constantFrom(...PRODUCERS), does: fc.constant('send' as const) }) },
  { weight: 2, arbitrary: fc.record({ producer: fc.constantFrom(...PRODUCERS), does: fc.constant('abort' as const) }) },
  {
    weight: 1,
    arbitrary: fc.record({ producer: fc.constantFrom(...PRODUCERS), does: fc.constant('commit' as const) }),
  },
  { weight: 1, arbitrary: fc.constant({ producer: '-1', does: 'send' as const }) },
)

/** A log as a broker keeps it: its index of aborted transactions is in the order of their ends. */
const logOf = (steps: readonly { producer: string; does: 'send' | 'abort' | 'commit' }[]) => {
  const messages: Parameters<typeof hideAborted>[0][number][] = []
  const aborted: { producerId: string; firstOffset: string; last: number }[] = []
  const open = new Map<string, number[]>()
  const given = new Set<number>()
  for (const { producer: producerId, does } of steps) {
    const offset = messages.length
    const inTransaction = producerId !== '-1'
    const batchContext = { producerId, inTransaction, isControl: does !== 'send', isAborted: false }
    if (does === 'send') {
      messages.push({ offset, key: ZEROS, batchContext })
      if (inTransaction) open.set(producerId, [...(open.get(producerId) ?? []), offset])
      else given.add(offset)
      continue
    }
    const sent = open.get(producerId)
    if (!sent) continue
    open.delete(producerId)
    messages.push({ offset, key: marker(does === 'abort' ? 0 : 1), batchContext })
    if (does === 'abort') aborted.push({ producerId, firstOffset: `${sent[0]}`, last: offset })
    else for (const committed of sent) given.add(committed)
  }
  const stableEnd = Math.min(messages.length, ...[...open.values()].map((sent) => sent[0]!))
  return { messages: messages.slice(0, stableEnd), aborted, given }
}

describe('hideAborted', () => {
  it('leaves exactly what was committed or in no transaction, wherever a fetch begins and ends', () => {
    fc.assert(
      fc.property(
        fc.array(stepArb, { minLength: 5, maxLength: 40, size: 'max' }),
        fc.nat(20),
        fc.nat(40),
        (steps, from, length) => {
          const log = logOf(steps)
          const fetched = log.messages.slice(from, from + length)
          const last = from + fetched.length - 1
          const aborted = log.aborted.filter((t) => t.last >= from && Number(t.firstOffset) <= last)
          hideAborted(fetched, aborted)
          const delivered = fetched
            .filter(({ batchContext: b }) => !b.isControl && !b.isAborted)
            .map(({ offset }) => offset)
          expect(delivered).toEqual(
            [...log.given].filter((offset) => offset >= from && offset <= last).sort((a, b) => a - b),
          )
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
