import type { ReactNode } from 'react'
import type { CommandAnswer } from '../../domain/api/commands.ts'
import { count } from '../format.ts'
import type { Command } from './command.ts'

/** The rows of a plan or of what came of it: chosen, acted on and where to, left alone by why. They add up. */
export const numbersOf = (answer: CommandAnswer, command: Command) => [
  { key: 'selected', count: count(answer.selected), words: `chosen` },
  {
    key: 'acted',
    count: count(answer.acted),
    words: `${answer.dryRun ? 'would be' : answer.acted === 1 ? 'is' : 'are'} ${command.effect}${answer.to.length > 0 ? `: ${answer.to.map((to) => `${count(to.count)} to ${to.topic}`).join(', ')}` : ''}`,
    strong: true,
  },
  ...answer.skipped.map((skip) => ({
    key: skip.why,
    count: count(skip.count),
    words: `left as ${skip.count === 1 ? 'it is' : 'they are'}: ${skip.why}`,
    ink: 'text-ink-2',
  })),
]

/** Rows that add up: a number, and what it is. The last one may be the total. */
export function Numbers({
  rows,
}: {
  rows: readonly { key: string; count: string; words: ReactNode; strong?: boolean; ink?: string }[]
}) {
  return (
    <table className="tbl">
      <tbody className="plain">
        {rows.map((row) => (
          <tr key={row.key}>
            <td className={`n w-20 pr-4! ${row.strong ? 'font-semibold' : ''} ${row.ink ?? ''}`}>{row.count}</td>
            <td className={`whitespace-normal! py-1! leading-4 ${row.strong ? 'font-semibold' : ''} ${row.ink ?? ''}`}>
              {row.words}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
