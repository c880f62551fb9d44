import { expect, it } from 'vitest'
import type { LagAnswer, LagRow } from '../../domain/api/lag.ts'
import { processorNodes } from './pipeline-processors.ts'

const NOW = new Date('2026-11-23T12:00:00.000Z')
const sites = [
  { name: 'iad', isHome: true },
  { name: 'sea', isHome: false },
]
const row = (site: string) =>
  ({
    ...{ site, group: 'usage-relay', topic: 'usage.actions', partition: 0, status: 'ok', lag: '0', timeLagSeconds: 0 },
    consumable: '0',
  }) as LagRow
const lagOf = (isSeaStale: boolean) => ({
  items: [row('iad'), row('sea')],
  sites: sites.map(({ name }) => ({ site: name, stale: name === 'sea' && isSeaStale }) as LagAnswer['sites'][number]),
})
const relays = (isSeaStale: boolean) =>
  processorNodes(sites, [], lagOf(isSeaStale), [], () => null, NOW).processors.filter(
    ({ name }) => name === 'usage-relay',
  )

it('knows no lag of a site that is not heard: what was measured before says nothing of now', () => {
  expect(relays(false).map(({ lag, timeLagSeconds }) => [lag, timeLagSeconds])).toEqual([
    ['0', 0],
    ['0', 0],
  ])
  expect(relays(true).map(({ lag, timeLagSeconds }) => [lag, timeLagSeconds])).toEqual([
    ['0', 0],
    [null, null],
  ])
})
