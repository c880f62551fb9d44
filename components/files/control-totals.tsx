// biome-ignore-all lint/a11y/noNoninteractiveTabindex: a scroll area must be reachable by keyboard
// biome-ignore-all lint/a11y/useSemanticElements: a named region inside a section of the page
import type { CsvFileDetail } from '../../domain/api/files.ts'
import { count, exact } from '../format.ts'
import { type Equality, Sign } from './books.tsx'

/**
 * The books of one file: what the decisions add up to, what the file says, what Zuora imported. Quantities are exact;
 * equality is of the exact text, never of a rounded number.
 */
export function ControlTotals({ file }: { file: CsvFileDetail }) {
  const { controlTotals: books } = file
  const closed = file.closedAt !== null
  const imported = file.state === 'imported'
  const refused = file.state === 'refused'
  const compare = (one: string | null, other: string | null): Equality =>
    one === null || other === null || !closed ? 'open' : plain(one) === plain(other) ? 'equal' : 'unequal'
  const lines = [
    {
      name: 'Rows',
      booked: String(books.rowsBooked),
      inFile: closed ? String(books.rowsInFile) : null,
      zuora: imported ? String(books.rowsInFile) : refused ? '0' : null,
    },
    ...books.units.map((unit) => ({ name: unit.unit, booked: unit.booked, inFile: unit.file, zuora: null })),
  ]
  return (
    <>
      <div className="sec">
        <h3>Control totals</h3>
        <span className="q">independent counts; a file leaves only while they agree</span>
      </div>
      <div className="max-md:overflow-x-auto" role="region" aria-label="Control totals" tabIndex={0}>
        <table className="tbl max-md:[&_td]:px-0.5 max-md:[&_td]:text-11 max-md:[&_th]:px-0.5 max-md:[&_th_b]:text-12 [&_tbody_tr:hover_td]:bg-transparent">
          <thead>
            <tr className="[&_th]:h-[38px] [&_th]:pb-1 [&_th]:align-bottom [&_th]:leading-[15px]">
              <td className="border-rule-2! w-[92px] max-md:w-[60px]" />
              <th scope="col" className="n">
                <b className="text-13 text-ink">Decisions</b>
                <span className="max-md:hidden">
                  <br />
                  added up from line items
                </span>
              </th>
              <td className="border-rule-2! w-[26px] max-md:w-[16px]" />
              <th scope="col" className="n">
                <b className="text-13 text-ink">The file</b>
                <span className="max-md:hidden">
                  <br />
                  its manifest
                </span>
              </th>
              <td className="border-rule-2! w-[26px] max-md:w-[16px]" />
              <th scope="col" className="n">
                <b className="text-13 text-ink">Zuora</b>
                <span className="max-md:hidden">
                  <br />
                  after import
                </span>
              </th>
            </tr>
          </thead>
          <tbody className="text-15 [&_td]:h-[27px]">
            {lines.map((line) => (
              <tr key={line.name}>
                <th scope="row" className="border-rule! h-[27px]! text-12! text-ink-3!">
                  {line.name}
                </th>
                <td className="n font-medium">{exact(line.booked)}</td>
                <td className="p-0! text-center">
                  <Sign
                    is={compare(line.booked, line.inFile)}
                    label={`Decisions and file, ${line.name}: ${compare(line.booked, line.inFile)}`}
                  />
                </td>
                <td className={`n ${line.inFile === null ? 'text-ink-3' : 'font-medium'}`}>
                  {line.inFile === null ? '–' : exact(line.inFile)}
                </td>
                <td className="p-0! text-center">
                  <Sign
                    is={line.zuora === null ? 'open' : compare(line.inFile, line.zuora)}
                    label={`File and Zuora, ${line.name}: ${line.zuora === null ? 'not known' : compare(line.inFile, line.zuora)}`}
                  />
                </td>
                <td className={`n ${line.zuora === null ? 'text-ink-3' : 'font-medium'}`}>
                  {line.zuora === null ? '–' : count(line.zuora)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

/** `37016.7750` and `37016.775` are the same quantity. */
const plain = (value: string): string => (value.includes('.') ? value.replace(/0+$/, '').replace(/\.$/, '') : value)
