/** Letting stopped partitions go on: what may, and what would lose something. */
import { expect, it } from 'vitest'
import { POST as resume } from '../../app/api/v1/processors/resume/route.ts'
import { testDesk } from './testing/desk.ts'

const desk = testDesk()

const stop = (kind: string, partition: number) =>
  desk.pool.query(
    `with c as (insert into stream_cursor (processor, site, topic, partition, next_offset, token) values ('submission-filter', 'iad', 'billing.line-items', $2, 5, gen_random_uuid()))
     insert into stream_stop (processor, site, topic, partition, kind, record_offset, what_happened, what_it_means, what_to_do)
     values ('submission-filter', 'iad', 'billing.line-items', $2, $1, 5, 'It stopped.', 'Nothing is lost.', 'Look.')`,
    [kind, partition],
  )

it('lets go on what may, and refuses what would lose something', async () => {
  await stop('dead_letter_storm', 0)
  await stop('lost_range', 1)
  await stop('database_behind_log', 2)
  const command = { processor: 'submission-filter', allowDeadLetters: 500 }
  const dry = await desk.post(resume, 'processors/resume', command)
  expect(
    (dry.body.partitions as { resumed: boolean; why: string }[]).map((p) => [p.resumed, p.why.slice(0, 8)]),
  ).toEqual([
    [false, 'would go'],
    [false, 'records '],
    [false, 'the data'],
  ])
  await desk.post(resume, 'processors/resume', { ...command, dryRun: false, why: 'the SKU table is mended' })
  expect((await desk.pool.query('select partition from stream_stop order by 1')).rows).toEqual([
    { partition: 1 },
    { partition: 2 },
  ])
  const cursors = async () =>
    (await desk.pool.query('select partition, accept_start, dead_letter_allowance from stream_cursor order by 1')).rows
  expect(await cursors()).toEqual([
    { partition: 0, accept_start: false, dead_letter_allowance: 500 },
    { partition: 1, accept_start: false, dead_letter_allowance: 0 },
    { partition: 2, accept_start: false, dead_letter_allowance: 0 },
  ])
  await desk.post(resume, 'processors/resume', {
    ...command,
    newEpoch: true,
    dryRun: false,
    why: 'the loss is understood',
  })
  expect((await desk.pool.query('select partition from stream_stop')).rows).toEqual([{ partition: 2 }])
  expect((await cursors())[1]).toEqual({ partition: 1, accept_start: true, dead_letter_allowance: 0 })
  expect((await desk.audits()).map((a) => a.action)).toEqual(['resume', 'resume with a new epoch'])
})
