// One line per step with its seconds. On a terminal a live last line says what is under way; elsewhere a step that takes
// long says so once. No dependencies: the first step is the installation of the others.

const LONG_MS = 5_000

const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`

/** @param {NodeJS.WriteStream} out */
export const createProgress = (out = process.stdout) => {
  const live = Boolean(out.isTTY) && !process.env.CI && process.env.TERM !== 'dumb'
  const running = new Map() // name → when it began
  let timer

  const clear = () => {
    if (live) out.write('\r\x1b[2K')
  }
  const draw = () => {
    if (!live || running.size === 0) return
    const oldest = Math.min(...running.values())
    const text = `  … ${[...running.keys()].join(', ')}  ${Math.round((Date.now() - oldest) / 1000)} s`
    out.write(`\r\x1b[2K${text.slice(0, (out.columns ?? 80) - 1)}`)
  }
  const line = (text) => {
    clear()
    out.write(`${text}\n`)
    draw()
  }

  const begin = (name) => {
    running.set(name, Date.now())
    draw()
    timer ??= setInterval(draw, 1000)
    timer.unref()
  }
  const finish = (name) => {
    const took = Date.now() - running.get(name)
    running.delete(name)
    if (running.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
    return took
  }

  return {
    /** For sentences between steps. */
    say: line,
    /**
     * Runs `work` as a step. `note` is told once when it takes long and nobody sees the live line. What `work` returns
     * as text in `{ detail }` is shown beside the step.
     */
    step: async (name, work, note = '') => {
      begin(name)
      const long = live ? undefined : setTimeout(() => line(`  … ${name}${note ? ` (${note})` : ''}`), LONG_MS)
      try {
        const result = await work()
        const took = finish(name)
        line(`  ✓ ${name}${result?.detail ? `: ${result.detail}` : ''}  ${seconds(took)}`)
        return result
      } catch (error) {
        finish(name)
        line(`  ✗ ${name}`)
        throw error
      } finally {
        clearTimeout(long)
      }
    },
  }
}
