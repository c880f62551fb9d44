import type { CsvFile } from '../../domain/api/files.ts'

/** Equal `=`, unequal `≠` white on stop, not yet known a short dash. The second sign is Zuora's count. */
export type Equality = 'equal' | 'unequal' | 'open'

export function Sign({ is, label }: { is: Equality; label: string }) {
  // A hundred rows have two each: as boxes with a height and a line of their own they made each frame 25 ms longer.
  const box =
    is === 'equal'
      ? 'inline-block text-center text-ok-ink'
      : `inline-grid h-3.5 place-items-center align-middle leading-none ${is === 'unequal' ? 'bg-stop text-[#fff]' : ''}`
  return (
    <span role="img" aria-label={label} title={label} className={`w-[17px] text-12 font-semibold ${box}`}>
      {is === 'equal' && '='}
      {is === 'unequal' && (
        <svg
          width="9"
          height="10"
          viewBox="0 0 9 10"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <path d="M1 3.500h7M1 6.500h7M6.500 0 2.500 10" />
        </svg>
      )}
      {is === 'open' && <i className="h-0 w-[7px] border-t-[1.5px] border-rule-2" />}
    </span>
  )
}

export const booksOf = (file: CsvFile): Equality =>
  file.state === 'quarantined' ? 'unequal' : file.balancedAt === null ? 'open' : 'equal'
export const zuoraBooksOf = (file: CsvFile): Equality =>
  file.state === 'imported' ? 'equal' : file.state === 'refused' ? 'unequal' : 'open'

export function Books({ file }: { file: CsvFile }) {
  const books = booksOf(file)
  const zuora = zuoraBooksOf(file)
  return (
    <>
      <Sign
        is={books}
        label={
          books === 'equal'
            ? 'decisions equal the file'
            : books === 'unequal'
              ? 'decisions differ from the file'
              : 'not balanced yet'
        }
      />
      <Sign
        is={zuora}
        label={
          zuora === 'equal'
            ? 'Zuora imported every row'
            : zuora === 'unequal'
              ? 'Zuora refused the file'
              : 'not known from Zuora yet'
        }
      />
    </>
  )
}
