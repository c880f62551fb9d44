/**
 * Named points at which a test kills this process as `kill -9` does: right after a commit, right before a send. Without
 * HYDROMETER_KILL_AT nothing here does anything. The value is `point:count,…` (the count-th time it is reached); each
 * entry kills once in all processes of a run, remembered by a marker in HYDROMETER_KILL_MARKERS.
 */
import { openSync } from 'node:fs'
import { join } from 'node:path'

const armed = new Map<string, number>(
  (process.env.HYDROMETER_KILL_AT ?? '')
    .split(',')
    .filter(Boolean)
    .map((entry) => {
      const [point = '', count = '1'] = entry.split(':')
      return [point, Number(count)]
    }),
)
const reachedSoFar = new Map<string, number>()

export const killPoint = (point: string): void => {
  if (armed.size === 0) return
  const count = armed.get(point)
  if (count === undefined) return
  const reached = (reachedSoFar.get(point) ?? 0) + 1
  reachedSoFar.set(point, reached)
  if (reached !== count) return
  try {
    openSync(join(process.env.HYDROMETER_KILL_MARKERS ?? '.', point.replaceAll('/', '_')), 'wx')
  } catch {
    return // it killed a process before
  }
  process.kill(process.pid, 'SIGKILL')
}
