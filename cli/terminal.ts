/** Words on the terminal: answers on stdout, everything about the work itself on stderr. */
import { createInterface } from 'node:readline/promises'
import { count } from '../domain/words.ts'
import { CommandError } from './errors.ts'

export const say = (text = ''): void => void process.stdout.write(`${text}\n`)
export const note = (text: string): void => void process.stderr.write(`${text}\n`)

/**
 * Text of a payload on one line: control characters would move the cursor, colour the screen or run a terminal's own
 * commands.
 */
export const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing them is the point
  text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, (c) => {
    return c === '\n' ? '\\n' : c === '\t' ? '\\t' : `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`
  })

/** Columns as wide as their widest cell; numbers to the right. */
export const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string => {
  const cells = [
    head,
    ...rows.map((row) => row.map((cell) => (typeof cell === 'number' ? count(cell) : printable(cell)))),
  ]
  const width = head.map((_, i) => Math.max(...cells.map((row) => row[i]?.length ?? 0)))
  const isNumber = head.map((_, i) => rows.length > 0 && rows.every((row) => typeof row[i] === 'number'))
  return cells
    .map((row) =>
      row
        .map((cell, i) => (isNumber[i] ? cell.padStart(width[i] ?? 0) : cell.padEnd(width[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/**
 * Asks for a plain `yes`. Without a terminal nobody can answer, so the command ends and says what to add.
 * Returns whether to go on.
 */
export const confirm = async (question: string, yes: boolean | undefined): Promise<boolean> => {
  if (yes) return true
  if (!process.stdin.isTTY) {
    throw new CommandError('Nothing was changed: there is no terminal to ask on. Add --yes to do it.')
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return (await lines.question(`${question} Type yes to go on: `)).trim().toLowerCase() === 'yes'
  } finally {
    lines.close()
  }
}
