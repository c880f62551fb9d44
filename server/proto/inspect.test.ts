import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { normalise } from '../../domain/normalise.ts'
import { TOPICS } from '../../domain/pipeline.ts'
import { ACTIONS, CATALOGUE, DAY_MS, EXAMPLES } from '../../domain/testing.ts'
import * as codec from './codec.ts'
import { hydro } from './generated/hydro.js'
import { inspectMessage } from './inspect.ts'

describe('inspectMessage', () => {
  test('shows a usage event with the names of its schema', () => {
    expect(inspectMessage('usage.actions', codec.encodeUsage('usage.actions', ACTIONS)).decoded).toEqual({
      event_id: ACTIONS.eventId,
      account_id: 42,
      repository_id: 7,
      repository_name: 'octo/hello',
      repository_visibility: 'PRIVATE',
      actor_login: 'mona',
      workflow_path: '.github/workflows/ci.yml',
      job_id: '99',
      runner: 'HOSTED',
      sku: 'actions_linux',
      started_at: '2026-11-23T00:00:00.000Z',
      ended_at: '2026-11-23T00:01:01.000Z',
    })
  })
  test('shows ids as UUIDs, milliseconds as times, enums by name', () => {
    const own = codec.encodeLineItem(normalise(ACTIONS, CATALOGUE))
    const bytes = codec.appendSubmittableTail(own, {
      claim: { topic: 2, partition: 0, offset: 5 },
      attempt: 1,
      zuoraAccountNumber: 'A1',
      zuoraSubscriptionNumber: '',
      originSite: 'iad',
    })
    expect(inspectMessage('billing.submittable', bytes).decoded).toMatchObject({
      line_item_id: '01a205b3-d000-86a4-a775-7a31f2dacd9e',
      event_id: ACTIONS.eventId,
      started_at_ms: '2026-11-23T00:00:00.000Z',
      claim_topic: 'SUBMISSION_FILTER_RETRY',
      zuora_account_number: 'A1',
    })
  })
  test('shows file events, and few of many ids', () => {
    const bytes = codec.encodeCsvFileEvent({
      kind: 'rows_appended',
      fileId: 3,
      firstRow: 1,
      nextOffset: 200,
      ids: Buffer.alloc(200 * 16),
      attempts: new Array(200).fill(0),
      eventAgesMs: [],
      measuredAs: [],
      rowMeasuredAs: Buffer.alloc(0),
    })
    const { decoded } = inspectMessage('billing.csv-files', bytes)
    const rows = decoded?.rows_appended as { line_item_ids: string[] }
    expect(rows.line_item_ids.length).toBe(101)
    expect(rows.line_item_ids.at(-1)).toBe('and 100 more')
  })
  test('shows what the pipeline refuses: absurd numbers and times', () => {
    const message = {
      accountId: 2 ** 60,
      startedAt: { seconds: 2 ** 55 },
      endedAt: { seconds: DAY_MS / 1000, nanos: 5 },
    }
    const bytes = hydro.usage.v1.ActionsUsage.encode({ ...message, repositoryVisibility: 77 as 0 }).finish() as Buffer
    expect(inspectMessage('usage.actions', bytes).decoded).toEqual({
      account_id: 'about 1152921504606847000',
      repository_visibility: 77,
      started_at: '36028797018963970 s since 1970',
      ended_at: '2026-11-23T00:00:00.000000005Z',
    })
  })
  test('says why bytes are no message, and never throws', () => {
    expect(inspectMessage('usage.actions', null).error).toContain('no value')
    expect(inspectMessage('other', Buffer.alloc(0)).error).toContain('other')
    const junk = fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes))
    fc.assert(
      fc.property(junk, fc.constantFrom(...TOPICS), fc.constantFrom(...EXAMPLES), (bytes, topic, event) => {
        for (const value of [bytes, Buffer.concat([codec.encodeUsage(event.topic, event), bytes])]) {
          const { decoded, error } = inspectMessage(topic.name, value)
          expect(decoded === null).toBe(error !== null)
          JSON.stringify(decoded)
        }
      }),
    )
  })
})
