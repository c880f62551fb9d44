/** Parses a batch at the edge, once: values for what decodes, dead letters for what never will. */
import { Poison } from '../../domain/poison.ts'
import { accountIn } from '../proto/account-in.ts'
import { type DeadLetter, deadLetterOf } from './dead-letters.ts'
import type { LogRecord } from './log-reader.ts'
import type { Batch, PartitionContext } from './processor.ts'

export type Parsed<T> = {
  readonly good: { readonly record: LogRecord; readonly value: T }[]
  readonly dead: DeadLetter[]
}

/**
 * A dead letter that is recorded is repeated without asking the code of today (R7). `schemaOf` names the topic whose schema
 * a record follows: a dead letter is kept with its account where the value still says it.
 */
export const parseBatch = <T>(
  at: PartitionContext,
  batch: Batch,
  parse: (record: LogRecord) => T,
  schemaOf: (record: LogRecord) => string,
): Parsed<T> => {
  const parsed: Parsed<T> = { good: [], dead: [] }
  let fresh = 0
  for (const record of batch.records) {
    const recorded = at.recorded.size > 0 ? at.recorded.get(record.offset) : undefined
    if (recorded) {
      parsed.dead.push(deadLetterOf(at.source, record, recorded))
      continue
    }
    try {
      parsed.good.push({ record, value: parse(record) })
    } catch (error) {
      if (!(error instanceof Poison)) throw error
      // Below the cursor nothing new is decided: what was passed over then is passed over now.
      if (batch.isReplay) continue
      fresh++
      parsed.dead.push(deadLetterOf(at.source, record, error, { accountId: accountIn(schemaOf(record), record.value) }))
    }
  }
  at.admit(batch.records.length, fresh)
  return parsed
}
