/** Rules taken away, one at a time: what the runs must find. Done to the world around the handlers, never in them. */
import type { PartitionContext } from '../../server/kafka/processor.ts'
import { decodeCsvFileEvent } from '../../server/proto/codec.ts'
import type { Trouble, World } from './world.ts'

export type Mutant = {
  /** R4: from the cursor, as if whatever was decided were sent. */
  readonly resumesAtCursor?: true
  /** R2: the Kafka offset is committed before the work is done. */
  readonly commitsFirst?: true
  /** R1: a send counts as acknowledged when it is on the wire; what is in doubt is not sent again. */
  readonly trustsTheWire?: true
  /** Stands between a handler and the world. */
  readonly context?: (at: PartitionContext, world: World) => PartitionContext
  /** The handler is open. */
  readonly opened?: (at: PartitionContext) => void
}

/** R3: what another worker wrote into the cursor is taken over instead of compared. */
const comparesLess =
  (what: 'offset only' | 'nothing'): Mutant['context'] =>
  (at, world) => ({
    ...at,
    decide: async (work) => {
      const { processor, topic, partition } = at.source
      const { rows } = await world.database.query<{ token: string; next_offset: number }>(
        'select token, next_offset from stream_cursor where processor = $1 and topic = $2 and partition = $3',
        [processor, topic, partition],
      )
      const now = rows[0]!
      if (what === 'nothing') at.cursor.nextOffset = now.next_offset
      if (at.cursor.nextOffset === now.next_offset) at.cursor.token = now.token
      return at.decide(work)
    },
  })

/** R2: within a batch, submittable records go before rejected ones; a few steps before, so that it is soon seen. */
const sendsSubmittableFirst: Mutant['context'] = (at) => {
  const held: (() => Promise<unknown>)[] = []
  return {
    ...at,
    sendDeadLetters: async (letters) => void held.push(() => at.sendDeadLetters(letters)),
    send: async (topic, records) => {
      if (topic === 'billing.rejected') {
        held.push(() => at.send(topic, records))
        return []
      }
      const sent = await at.send(topic, records)
      for (let steps = 0; held.length > 0 && steps < 10; steps++) await at.remember({})
      for (const send of held.splice(0)) await send()
      return sent
    },
  }
}

/** R17: a new owner does not announce again what the one before may have announced. */
const staysSilent = (): Pick<Mutant, 'context' | 'opened'> => {
  const open = new WeakSet<PartitionContext>()
  return {
    context: (at) => {
      const silent: PartitionContext = {
        ...at,
        send: async (topic, records) => {
          const areRows = records.every(({ value }) => decodeCsvFileEvent(value).kind === 'rows_appended')
          return topic === 'billing.csv-files' && areRows && !open.has(silent) ? [] : at.send(topic, records)
        },
      }
      return at.source.processor === 'csv-builder' ? silent : at
    },
    opened: (at) => void open.add(at),
  }
}

/** R21: with an empty database, the filter decides without reading what the log says was decided. */
const forgetsTheLog: Mutant['context'] = (at) => {
  if (at.source.processor === 'submission-filter') at.cursor.state = { ...at.cursor.state, rebuilt: true }
  return at
}

/** Without it the rule, and the troubles that show it soonest. */
export const MUTANTS: readonly { rule: string; mutant: Mutant; troubles?: readonly Trouble[] }[] = [
  { rule: 'R3: the cursor compares its token', mutant: { context: comparesLess('offset only') } },
  { rule: 'R3: the cursor compares at all', mutant: { context: comparesLess('nothing') } },
  { rule: 'R4: resume at the committed offset', mutant: { resumesAtCursor: true }, troubles: ['crash', 'fault'] },
  { rule: 'R2: commit when the work is durable', mutant: { commitsFirst: true }, troubles: ['crash', 'fault'] },
  { rule: 'R1: what is in doubt is sent again', mutant: { trustsTheWire: true }, troubles: ['timeout'] },
  {
    rule: 'R2: rejected records before submittable ones',
    mutant: { context: sendsSubmittableFirst },
    troubles: ['empty database', 'account', 'timeout', 'release', 'crash'], // it is emptied once: not too early
  },
  { rule: 'R17: a new owner announces again', mutant: staysSilent(), troubles: ['crash', 'takeover', 'fault'] },
  { rule: 'R21: the log is read first', mutant: { context: forgetsTheLog }, troubles: ['empty database', 'account'] },
]
