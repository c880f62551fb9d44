/**
 * What would today's code, catalogue and accounts make of usage in the archive? Every event is decoded, normalised and
 * decided as the pipeline does, and compared with what was decided then. Nothing is written.
 */
import type { LineItem } from '../../domain/line-item.ts'
import { uuidText } from '../../domain/line-item-id.ts'
import { normalise } from '../../domain/normalise.ts'
import { USAGE_TOPICS, type UsageTopic } from '../../domain/pipeline.ts'
import { Poison } from '../../domain/poison.ts'
import { reasonOfCode } from '../../domain/reasons.ts'
import { decide } from '../../domain/rules.ts'
import { AccountCache } from '../decisions/account-facts.ts'
import type { LogRecord } from '../kafka/log-reader.ts'
import type { Pool } from '../postgres/pool.ts'
import type { Reference } from '../postgres/reference.ts'
import { decodeUsage } from '../proto/usage-codec.ts'
import { keptFrom } from '../queries/dropped-month.ts'

export type Difference = {
  readonly was: string
  readonly wouldBe: string
  events: number
  /** One to look at. */
  readonly example: string
}
export type DryRun = { events: number; same: number; readonly differences: Difference[] }

const BATCH = 1_000

type Then = { id: string; decision: number; reason: number; units: string; nanos: number }
const THEN = `select id::text as id, decision, reason, units::text as units, nanos from line_item where id = any($1::uuid[])`

type Now = { readonly id: string; readonly words: string; readonly quantity: string }

const isUsage = (topic: string): topic is UsageTopic => (USAGE_TOPICS as readonly string[]).includes(topic)

export const dryRun = async (
  pool: Pool,
  reference: () => Promise<Reference>,
  topic: string,
  records: AsyncIterable<LogRecord>,
): Promise<DryRun> => {
  if (!isUsage(topic)) throw new Error(`A dry run takes usage: ${USAGE_TOPICS.join(', ')}.`)
  const run: DryRun = { events: 0, same: 0, differences: [] }
  const accounts = new AccountCache(pool)
  const note = (was: string, wouldBe: string, example: string) => {
    if (was === wouldBe) {
      run.same++
      return
    }
    const known = run.differences.find((d) => d.was === was && d.wouldBe === wouldBe)
    if (known) known.events++
    else run.differences.push({ was, wouldBe, events: 1, example })
  }

  const judge = async (batch: readonly LogRecord[]) => {
    const [{ catalogue, isClosed, horizonMs }, kept] = await Promise.all([reference(), keptFrom(pool)])
    const items: (LineItem | { poison: string; at: number })[] = batch.map(({ offset, value }) => {
      try {
        return normalise(decodeUsage(topic, value), catalogue)
      } catch (error) {
        if (error instanceof Poison) return { poison: error.errorClass, at: offset }
        throw error
      }
    })
    const good = items.filter((item): item is LineItem => !('poison' in item))
    await accounts.load(good.map((item) => item.accountId))
    const { rows } = await pool.query<Then>(THEN, [good.map((item) => uuidText(item.lineItemId))])
    const then = new Map(rows.map((row) => [row.id, row]))
    for (const item of items) {
      run.events++
      if ('poison' in item) {
        note('not a line item', 'not a line item', `offset ${item.at}: ${item.poison}`)
        continue
      }
      const isTooOld = item.startedAtMs < horizonMs
      const now = nowOf(
        item,
        isTooOld,
        decide(item, catalogue.bySku.get(item.sku), accounts.get(item.accountId), isClosed),
      )
      const before = then.get(now.id)
      const quantity = before && `${before.units}.${before.nanos}`
      const was = !before
        ? kept && item.startedAtMs < kept.getTime()
          ? 'dropped with its month'
          : 'not a line item'
        : before.decision === 1
          ? 'accepted'
          : `rejected: ${reasonOfCode(before.reason)}`
      const isOther = before !== undefined && quantity !== now.quantity
      note(was, isOther ? `${now.words}, with another quantity` : now.words, now.id)
    }
  }

  let batch: LogRecord[] = []
  for await (const record of records) {
    batch.push(record)
    if (batch.length < BATCH) continue
    await judge(batch)
    batch = []
  }
  await judge(batch)
  run.differences.sort((a, b) => b.events - a.events)
  return run
}

/** `isTooOld`: older than the horizon, it becomes a dead letter (R14). */
const nowOf = (item: LineItem, isTooOld: boolean, reason: string | null): Now => ({
  id: uuidText(item.lineItemId),
  words: isTooOld ? 'not a line item' : reason === null ? 'accepted' : `rejected: ${reason}`,
  quantity: `${item.units}.${item.nanos}`,
})
