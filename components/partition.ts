/** What a rack of tubes draws, worked out apart from the drawing. */
export type PartitionStatus = 'ok' | 'warn' | 'stall' | 'stop' | 'rewind' | 'missing'
export type PartitionView = {
  readonly partition: number
  /** null: not heard. Never drawn as 0. */
  readonly timeLagSeconds: number | null
  readonly status: PartitionStatus
}

/** Log scale, from 1 s to 1 h (look). */
export const LEVEL_SECONDS = [1, 10, 60, 600, 3600] as const
const SPAN = Math.log10(3600)
/** Below 1 s something is left to see in the tube, so that empty and well are not the same. */
const SHARE_MIN = -0.055

/** Where a time lag stands between 1 s (0) and 1 h (1). */
export const levelShare = (seconds: number): number => {
  if (seconds <= 0) return SHARE_MIN
  return Math.max(SHARE_MIN, Math.min(1, Math.log10(seconds) / SPAN))
}

/** A tube thinner than this can't be seen: more partitions share tubes, each showing its worst. */
const TUBES_MAX = 24
const SEVERITY: Readonly<Record<PartitionStatus, number>> = { ok: 0, missing: 1, warn: 2, rewind: 3, stall: 4, stop: 5 }

/** Two digits at 10.5 px and a little air. */
const LABEL_WIDTH = 14

export type Tube = { index: number; share: number; status: PartitionStatus; label: string | null }

export const rackTubes = (
  partitions: readonly PartitionView[],
  width: number,
): { tubes: Tube[]; pitch: number; tubeWidth: number } => {
  const perTube = Math.max(1, Math.ceil(partitions.length / TUBES_MAX))
  const n = Math.max(1, Math.ceil(partitions.length / perTube))
  const pitch = Math.min(16, width / n)
  const tubeWidth = Math.max(2.5, Math.min(11, pitch * 0.7))
  const everyNth = Math.max(1, Math.ceil(12 / pitch))
  const tubes: Tube[] = []
  for (let index = 0; index < n && partitions.length > 0; index++) {
    const bin = partitions.slice(index * perTube, (index + 1) * perTube)
    const worst = bin.reduce((a, b) => (worse(b, a) ? b : a))
    const first = bin[0]!.partition
    const labelled = worst.status !== 'ok' || index % everyNth === 0
    const crowded = n > 6 && worst.status === 'ok' && index % everyNth !== 0
    tubes.push({
      index,
      share: levelShare(worst.timeLagSeconds ?? 0),
      status: worst.status,
      label: labelled && !crowded ? String(perTube > 1 ? first : worst.partition) : null,
    })
  }
  // the number of a tube that is unwell is always read; its neighbours' numbers give way
  for (const unwell of tubes.filter((tube) => tube.status !== 'ok'))
    for (const tube of tubes)
      if (tube.status === 'ok' && Math.abs(tube.index - unwell.index) * pitch < LABEL_WIDTH) tube.label = null
  return { tubes, pitch, tubeWidth }
}

const worse = (a: PartitionView, b: PartitionView): boolean =>
  SEVERITY[a.status] !== SEVERITY[b.status]
    ? SEVERITY[a.status] > SEVERITY[b.status]
    : (a.timeLagSeconds ?? 0) > (b.timeLagSeconds ?? 0)

export const worstStatus = (statuses: Iterable<PartitionStatus>): PartitionStatus => {
  let worst: PartitionStatus = 'ok'
  for (const status of statuses) if (SEVERITY[status] > SEVERITY[worst]) worst = status
  return worst
}
