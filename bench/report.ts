/** What a benchmark says: progress to people on stderr, tables and one JSON line per result on stdout and in a file. */
import { appendFileSync, mkdirSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'
import { dirname } from 'node:path'
import { machineTicks } from './processes.ts'

export type Result = { readonly bench: string } & Readonly<Record<string, unknown>>

export class Report {
  private readonly startedAt = Date.now()
  private cpuBefore = machineTicks()

  constructor(readonly file: string) {
    mkdirSync(dirname(file), { recursive: true })
    const load = loadavg()[0] ?? 0
    if (load > cpus().length / 2)
      this.say(`This machine is busy (load ${load.toFixed(1)} on ${cpus().length} cores): figures will be poor.`)
  }

  /** Where the run is, with the seconds since its start. */
  say(text: string): void {
    const seconds = ((Date.now() - this.startedAt) / 1_000).toFixed(0).padStart(5)
    process.stderr.write(`${seconds} s  ${text}\n`)
  }

  result(result: Result): void {
    const line = JSON.stringify({
      at: new Date().toISOString(),
      machine: { ...machine(), stolenPercent: this.stolenPercent() },
      ...result,
    })
    appendFileSync(this.file, `${line}\n`)
    process.stdout.write(`${line}\n`)
  }

  /** Of the CPU that this machine wanted since the last result, what its host gave to others: 0 where there is no host. */
  private stolenPercent(): number {
    const [now, before] = [machineTicks(), this.cpuBefore]
    this.cpuBefore = now
    const stolen = now.stolen - before.stolen
    return rounded((100 * stolen) / Math.max(1, stolen + now.busy - before.busy))
  }

  table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
    process.stdout.write(`\n${title}\n${tableText(head, rows)}\n\n`)
  }
}

const machine = () => ({
  cores: cpus().length,
  cpu: cpus()[0]?.model.trim(),
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  // of the last minute: what runs beside a benchmark shows here, before and while its own load does
  load: rounded(loadavg()[0] ?? 0),
})

const cell = (value: string | number): string =>
  typeof value === 'string'
    ? value
    : value.toLocaleString('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 })

/** First column to the left, figures to the right. */
const tableText = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const text = [head, ...rows].map((row) => row.map(cell))
  const widths = head.map((_, column) => Math.max(...text.map((row) => row[column]?.length ?? 0)))
  const lines = text.map((row) =>
    row.map((value, column) => (column === 0 ? value.padEnd(widths[0]!) : value.padStart(widths[column]!))).join('  '),
  )
  lines.splice(1, 0, widths.map((width) => '─'.repeat(width)).join('  '))
  return lines.map((line) => `  ${line.trimEnd()}`).join('\n')
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle]! : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2
}

/** The value that `share` of all are at or below (nearest rank). */
export const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN
}

export const rounded = (value: number, places = 1): number => Number(value.toFixed(places))
