import { describe, expect, it } from 'vitest'
import type { Pipeline } from '../domain/api/pipeline.ts'
import { notHeard } from './not-heard.ts'

const NOW = Date.parse('2026-11-27T14:30:00Z')
const node = (name: string, state: string, more: object = {}) => ({
  name,
  instance: `${name}@iad`,
  state,
  heardAt: '2026-11-27T14:17:00Z',
  since: '2026-11-27T14:20:00Z',
  message: '',
  ...more,
})
const pipeline = (processors: object[], sites: object[] = []) =>
  ({ processors, jobs: [], sites }) as unknown as Pipeline
const of = ['csv-builder', 'usage-relay'] as const

describe('what is not heard', () => {
  it('is nothing while all of it runs, and nothing that the page does not need', () => {
    const all = pipeline([node('csv-builder', 'running'), node('csv-bookkeeper', 'stale')])
    expect(notHeard(all, { of, means: 'So.' }, NOW, 'UTC')).toEqual([])
  })
  it('is said by process, since when, and what it means', () => {
    const all = pipeline([
      node('csv-builder', 'stale'),
      node('usage-relay', 'down', { heardAt: null }),
      node('usage-relay', 'waiting', { instance: 'usage-relay@sea', message: 'Kafka at sea does not answer.' }),
    ])
    expect(notHeard(all, { of, means: 'So.' }, NOW, 'UTC')).toEqual([
      'csv-builder@iad is not heard since 14:17; usage-relay@iad was never heard; usage-relay@sea waits since 14:20: Kafka at sea does not answer. So.',
    ])
  })
  it('names silent sites where the page depends on them', () => {
    const all = pipeline(
      [],
      [
        { name: 'sea', stale: true, heardAt: '2026-11-27T14:18:00Z' },
        { name: 'iad', stale: false },
      ],
    )
    expect(notHeard(all, { of, means: 'So.' }, NOW, 'UTC')).toEqual([])
    expect(notHeard(all, { of, means: 'So.', sites: 'Not known.' }, NOW, 'UTC')).toEqual([
      'sea is not heard since 14:18. Not known.',
    ])
  })
})
