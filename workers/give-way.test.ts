import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const MODULE = fileURLToPath(new URL('./give-way.ts', import.meta.url))
/** In a session of its own, as workers are. */
const SCRIPT = `
  import { getPriority } from 'node:os'
  import { existsSync, readFileSync } from 'node:fs'
  import { giveWay } from ${JSON.stringify(MODULE)}
  const group = '/proc/self/autogroup'
  const read = () => ({ own: getPriority(), session: existsSync(group) ? readFileSync(group, 'utf8').split(' ').at(-1).trim() : '' })
  const before = read()
  giveWay()
  giveWay()
  console.log(JSON.stringify({ before, after: read() }))`

it('gives others ten times the share, inside its session and, where sessions share the CPU, as one', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', SCRIPT], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const { before, after } = JSON.parse(await text(child.stdout)) as Record<string, { own: number; session: string }>
  expect(after!.own).toBe(Math.max(before!.own, 10))
  if (existsSync('/proc/self/autogroup')) expect(after!.session).toBe('10')
})
