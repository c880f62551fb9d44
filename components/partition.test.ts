import { describe, expect, it } from 'vitest'
import { levelShare, type PartitionView, rackTubes, worstStatus } from './partition.ts'
import { rackWords } from './rack.tsx'

const partition = (
  n: number,
  timeLagSeconds: number | null,
  status: PartitionView['status'] = 'ok',
): PartitionView => ({
  partition: n,
  timeLagSeconds,
  status,
})

describe('the rack of tubes', () => {
  it('is a log scale from 1 s to 1 h', () => {
    expect(levelShare(1)).toBe(0)
    expect(levelShare(60)).toBeCloseTo(0.5, 2)
    expect(levelShare(3600)).toBe(1)
    expect(levelShare(86_400)).toBe(1)
    expect(levelShare(0)).toBeLessThan(0)
  })
  it('gives each of six partitions its tube and number', () => {
    const { tubes, pitch } = rackTubes(
      [0, 1, 2, 3, 4, 5].map((n) => partition(n, 1)),
      96,
    )
    expect(pitch).toBe(16)
    expect(tubes.map((t) => t.label)).toEqual(['0', '1', '2', '3', '4', '5'])
  })
  it('shows the worst of a bin when there are more partitions than fit', () => {
    const many = Array.from({ length: 200 }, (_, n) => partition(n, n === 137 ? 96 : 1, n === 137 ? 'warn' : 'ok'))
    const { tubes } = rackTubes(many, 96)
    expect(tubes.length).toBeLessThanOrEqual(24)
    expect(tubes.filter((t) => t.status === 'warn')).toHaveLength(1)
  })
  it('never draws what was not heard as zero', () => {
    const { tubes } = rackTubes([partition(0, null, 'missing')], 96)
    expect(tubes[0]?.status).toBe('missing')
    expect(rackWords([partition(0, null, 'missing')])).toBe('partition 0, not heard')
  })
  it('is read out, the worst first', () => {
    expect(rackWords([partition(0, 1.3), partition(3, 96, 'warn'), partition(4, 2)])).toBe(
      'partition 3, 1 min 36 s, warn; 2 partitions ok, at most 2.0 s',
    )
    expect(worstStatus(['ok', 'stall', 'warn'])).toBe('stall')
  })
})
