/** The made-up processor of the runtime's tests: decides each record once in Postgres, then copies it to another topic. */
import { Poison } from '../../../domain/poison.ts'
import type { Client } from '../../postgres/pool.ts'
import { recordDeadLetters } from '../dead-letters.ts'
import type { LogRecord } from '../log-reader.ts'
import { parseBatch } from '../parse-batch.ts'
import type { Batch, PartitionContext, StreamProcessor } from '../processor.ts'
import { specOf } from './stage.ts'

export type Handled = {
  readonly partition: number
  readonly isReplay: boolean
  readonly from: number
  readonly to: number
  /** Which opening of the partition handled it, counted over all partitions. */
  readonly opening: number
}

export type Copier = StreamProcessor & {
  readonly batches: Handled[]
  readonly opened: PartitionContext[]
}

export type CopierOptions = {
  readonly name: string
  readonly from: string
  readonly to?: string
  readonly deadLetter?: string
  /** @throws Poison for what can never work; by default what begins with "bad". */
  readonly parse?: (record: LogRecord) => string
  readonly beforeDecide?: (batch: Batch, at: PartitionContext) => Promise<void> | void
  readonly inDecision?: (tx: Client, batch: Batch) => Promise<void> | void
  readonly afterDecide?: (batch: Batch, at: PartitionContext) => Promise<void> | void
  readonly lingerMs?: number
}

const text = (record: LogRecord): string => {
  const value = String(record.value ?? null)
  if (value.startsWith('bad')) throw new Poison('undecodable', `${value} is bad`)
  return value
}

export const copier = (options: CopierOptions): Copier => {
  const { name, from, to, deadLetter, parse = text } = options
  const batches: Handled[] = []
  const opened: PartitionContext[] = []
  const handle = async (at: PartitionContext, batch: Batch, opening: number) => {
    const { partition } = at.source
    const first = batch.records[0]!.offset
    batches.push({ partition, isReplay: batch.isReplay, from: first, to: batch.nextOffset - 1, opening })
    // As the builder and the bookkeeper do, who have no dead letters: what cannot be read is thrown (R7).
    const { good, dead } = deadLetter
      ? parseBatch(at, batch, parse, () => from)
      : { good: batch.records.map((record) => ({ record, value: parse(record) })), dead: [] }
    await options.beforeDecide?.(batch, at)
    if (!batch.isReplay) {
      await at.decide(async (tx) => {
        await tx.query('insert into decided select $1, $2, * from unnest($3::bigint[], $4::text[])', [
          at.source.topic,
          partition,
          good.map(({ record }) => record.offset),
          good.map(({ value }) => value.slice(0, 100)),
        ])
        await recordDeadLetters(tx, dead)
        await options.inDecision?.(tx, batch)
        return { nextOffset: batch.nextOffset, priorSha256: batch.priorSha256, result: undefined }
      })
      await options.afterDecide?.(batch, at)
    }
    await at.sendDeadLetters(dead)
    if (to)
      await at.send(
        to,
        good.map(({ record }) => ({ partition, key: record.key, value: record.value ?? Buffer.alloc(0) })),
      )
  }
  return {
    spec: specOf({ name, reads: [from], ...(to && { writes: [to] }), ...(deadLetter && { deadLetter }) }),
    lingerMs: options.lingerMs ?? 0,
    tickMs: 1_000,
    resumesAtCursor: false,
    batches,
    opened,
    open: async (at) => {
      const opening = opened.push(at)
      return { handle: (batch) => handle(at, batch, opening) }
    },
  }
}

/** A door that a handler waits at until the test opens it. */
export const gate = () => {
  let open!: () => void
  const passed = new Promise<void>((resolve) => {
    open = resolve
  })
  const state = { waiting: 0 }
  return {
    open,
    state,
    pass: async () => {
      state.waiting++
      await passed
    },
  }
}
