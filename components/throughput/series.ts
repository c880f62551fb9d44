import type { Throughput } from '../../domain/api/throughput.ts'

/** Lines of a chart from what the API answers: a point for each step, `null` where nobody was heard (never zero). */
export type Line = {
  readonly key: string
  readonly values: readonly (number | null)[]
  /** The same steps of the earlier period that it is compared with. */
  readonly before: readonly (number | null)[] | null
}
export type Grid = { readonly steps: readonly number[]; readonly stepMs: number; readonly lines: readonly Line[] }

const keyed = (answer: Throughput | undefined, shiftMs: number): Map<string, Map<number, number>> =>
  new Map(
    (answer?.series ?? []).map(({ key, points }) => [
      key,
      new Map(points.map(({ at, perSecond }) => [Date.parse(at) + shiftMs, perSecond])),
    ]),
  )

/** `shiftMs` is how much earlier `before` is: both lie on the same steps. */
export const gridOf = (answer: Throughput, before: Throughput | undefined, shiftMs: number): Grid => {
  const stepMs = answer.stepSeconds * 1000
  const steps: number[] = []
  for (let at = Date.parse(answer.from); at < Date.parse(answer.to); at += stepMs) steps.push(at)
  const now = keyed(answer, 0)
  const then = keyed(before, shiftMs)
  const keys = [...new Set([...now.keys(), ...then.keys()])]
  return {
    steps,
    stepMs,
    lines: keys.map((key) => ({
      key,
      values: steps.map((at) => now.get(key)?.get(at) ?? null),
      before: before ? steps.map((at) => then.get(key)?.get(at) ?? null) : null,
    })),
  }
}

/** A round number at or above the most, so that the axis has whole ticks. */
export const niceMost = (most: number): number => {
  if (!(most > 0)) return 1
  const unit = 10 ** Math.floor(Math.log10(most))
  return ([1, 2, 2.5, 5, 10].find((n) => n * unit >= most * 1.02) ?? 10) * unit
}

export const peakOf = (grid: Grid, line: Line): { at: number; value: number } | null => {
  let peak: { at: number; value: number } | null = null
  for (const [i, value] of line.values.entries())
    if (value !== null && value > (peak?.value ?? -1)) peak = { at: grid.steps[i] as number, value }
  return peak
}

/** The mean of what was heard; null: nothing was. */
export const meanOf = (values: readonly (number | null)[]): number | null => {
  const heard = values.filter((value) => value !== null)
  return heard.length === 0 ? null : heard.reduce((sum, value) => sum + value, 0) / heard.length
}

/** Now against then, over the steps that both have: `+8.3 %`. null: they have none in common. */
export const changeOf = (line: Pick<Line, 'values' | 'before'>): number | null => {
  let now = 0
  let then = 0
  for (const [i, value] of line.values.entries()) {
    const was = line.before?.[i]
    if (value === null || was === null || was === undefined) continue
    now += value
    then += was
  }
  return then === 0 ? null : now / then - 1
}

/** All lines added up, where at least one was heard. */
export const sumOf = (lines: readonly Line[], key: string): Line => {
  const add = (pick: (line: Line) => readonly (number | null)[] | null): (number | null)[] =>
    (lines[0]?.values ?? []).map((_, i) => {
      const heard = lines.map((line) => pick(line)?.[i] ?? null).filter((value) => value !== null)
      return heard.length === 0 ? null : heard.reduce((sum, value) => sum + value, 0)
    })
  return {
    key,
    values: add((line) => line.values),
    before: lines.some((line) => line.before) ? add((line) => line.before) : null,
  }
}
