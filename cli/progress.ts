/** A progress bar on stderr, only where a person watches; elsewhere nothing, so that logs stay readable. */
import { count } from '../domain/words.ts'

const WIDTH = 28
const EVERY_MS = 100

export type Progress = {
  /** `share` from 0 to 1; `rows` so far. */
  update(share: number, rows: number): void
  /** Removes the bar. */
  done(): void
}

export const progressBar = (label: string, stream: NodeJS.WriteStream = process.stderr): Progress => {
  if (!stream.isTTY) return { update: () => undefined, done: () => undefined }
  const startedMs = performance.now()
  let drawnMs = 0
  return {
    update: (share, rows) => {
      const nowMs = performance.now()
      if (nowMs - drawnMs < EVERY_MS) return
      drawnMs = nowMs
      const filled = Math.round(Math.min(1, share) * WIDTH)
      const perSecond = Math.round((rows * 1_000) / Math.max(1, nowMs - startedMs))
      const leftSeconds = share > 0.01 ? Math.ceil(((nowMs - startedMs) * (1 - share)) / share / 1_000) : null
      const bar = `${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)}`
      const left = leftSeconds === null ? '' : `, ${leftSeconds} s left`
      const percent = `${Math.floor(Math.min(1, share) * 100)}`.padStart(3)
      stream.write(`\r\x1b[2K${label} ${bar} ${percent} %  ${count(rows)} rows, ${count(perSecond)} rows/s${left}`)
    },
    done: () => void stream.write('\r\x1b[2K'),
  }
}
