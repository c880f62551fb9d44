// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
'use client'

import { useZone } from '../clock.tsx'
import { clock, dayMonth, rate } from '../format.ts'
import type { Grid } from './series.ts'

/** The table behind a chart: the same steps and lines as numbers, newest first. */
export function Steps({ grid, title }: { grid: Grid; title: string }) {
  const zone = useZone()
  return (
    // biome-ignore lint/a11y/useSemanticElements: a region that scrolls, named for screen readers
    <div className="max-h-80 overflow-auto" tabIndex={0} role="region" aria-label={`${title}, as a table`}>
      <table className="tbl sticky-head">
        <thead>
          <tr>
            <th scope="col">From</th>
            {grid.lines.flatMap(({ key, before }) => [
              <th key={key} scope="col" className="n">
                {key}
              </th>,
              ...(before
                ? [
                    <th key={`${key} before`} scope="col" className="n max-md:hidden">
                      {key}, before
                    </th>,
                  ]
                : []),
            ])}
          </tr>
        </thead>
        <tbody>
          {grid.steps
            .map((at, i) => ({ at, i }))
            .toReversed()
            .map(({ at, i }) => (
              <tr key={at}>
                <td>
                  {dayMonth(at, zone)} {clock(at, zone)}
                </td>
                {grid.lines.flatMap(({ key, values, before }) => [
                  <td key={key} className="n">
                    {words(values[i])}
                  </td>,
                  ...(before
                    ? [
                        <td key={`${key} before`} className="n text-ink-3 max-md:hidden">
                          {words(before[i])}
                        </td>,
                      ]
                    : []),
                ])}
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  )
}

const words = (value: number | null | undefined): string =>
  value === null || value === undefined ? 'not heard' : rate(value)
