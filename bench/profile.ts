/** Reads the .cpuprofile files that `--profile` makes: where each worker spends its time, by function and by file. */
import { readdirSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Bench } from './bench.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const TOP_FUNCTIONS = 18
const TOP_FILES = 10

type CallFrame = { functionName: string; url: string; lineNumber: number; columnNumber: number }
type Profile = {
  nodes: { id: number; callFrame: CallFrame; children?: number[] }[]
  /** Microseconds of the monotonic clock, the one of process.hrtime. */
  startTime: number
  samples: number[]
  timeDeltas: number[]
}

/** What is counted: from the first read to the last row booked, in microseconds of process.hrtime. */
export type ProfileWindow = { readonly from: number; readonly to: number }

export const hrtimeMicros = (): number => Number(process.hrtime.bigint() / 1_000n)

const maps = new Map<string, SourceMap | undefined>()
const mapOf = (url: string): SourceMap | undefined => {
  if (!maps.has(url)) {
    let map: SourceMap | undefined
    try {
      map = new SourceMap(JSON.parse(readFileSync(`${fileURLToPath(url)}.map`, 'utf8')) as SourceMapPayload)
    } catch {
      map = undefined // not a bundle
    }
    maps.set(url, map)
  }
  return maps.get(url)
}

/** `server/kafka/sender.ts`, `kafkajs/src/…` or `node:buffer`, with the line where the function begins. */
const placeOf = ({ url, lineNumber, columnNumber }: CallFrame): { file: string; line: number } => {
  if (!url.startsWith('file:')) return { file: url || '(native)', line: lineNumber + 1 }
  const found = mapOf(url)?.findEntry(lineNumber, columnNumber)
  if (found && 'originalSource' in found) {
    const source = fileURLToPath(new URL(found.originalSource, url))
    return { file: relative(ROOT, source), line: found.originalLine + 1 }
  }
  return { file: relative(ROOT, fileURLToPath(url)).replace(/^.*node_modules\//, ''), line: lineNumber + 1 }
}

type Share = { readonly what: string; readonly microseconds: number }

const sorted = (sums: ReadonlyMap<string, number>, top: number): Share[] =>
  [...sums]
    .map(([what, microseconds]) => ({ what, microseconds }))
    .sort((a, b) => b.microseconds - a.microseconds)
    .slice(0, top)

const add = (sums: Map<string, number>, key: string, value: number) => sums.set(key, (sums.get(key) ?? 0) + value)

/** Self time in microseconds; what is `(idle)` is left out, `(program)` is native code outside of JavaScript. */
export const readProfile = (
  file: string,
  window: ProfileWindow,
): { busy: number; functions: Share[]; files: Share[] } => {
  const profile = JSON.parse(readFileSync(file, 'utf8')) as Profile
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const selfOf = new Map<number, number>()
  let at = profile.startTime
  profile.samples.forEach((id, i) => {
    at += profile.timeDeltas[i] ?? 0
    // a sample stands for the time until the next one
    if (at >= window.from && at < window.to) selfOf.set(id, (selfOf.get(id) ?? 0) + (profile.timeDeltas[i + 1] ?? 0))
  })
  const [functions, files] = [new Map<string, number>(), new Map<string, number>()]
  let busy = 0
  for (const [id, microseconds] of selfOf) {
    const frame = frames.get(id)
    if (!frame || frame.functionName === '(idle)') continue
    busy += microseconds
    const { file: source, line } = placeOf(frame)
    const name = frame.functionName || '(anonymous)'
    add(functions, frame.url ? `${name}  ${source}:${line}` : name, microseconds)
    add(files, frame.url ? source : name, microseconds)
  }
  return { busy, functions: sorted(functions, TOP_FUNCTIONS), files: sorted(files, TOP_FILES) }
}

/** One table of functions and one of files for each process that was profiled. */
export const printProfiles = ({ report }: Bench, folder: string, events: number, window: ProfileWindow): void => {
  const seconds = (window.to - window.from) / 1e6
  for (const instance of readdirSync(folder).sort()) {
    for (const name of readdirSync(join(folder, instance))) {
      const { busy, functions, files } = readProfile(join(folder, instance, name), window)
      const row = ({ what, microseconds }: Share) => [
        what,
        microseconds / 1e6,
        (100 * microseconds) / busy,
        microseconds / events,
      ]
      const head = ['self seconds', '%', 'µs / event']
      const title = `${instance}: busy for ${(busy / 1e6).toFixed(1)} of ${seconds.toFixed(1)} s`
      report.table(title, ['function', ...head], functions.map(row))
      report.table(`${instance} by file`, ['file', ...head], files.map(row))
    }
  }
}
