import Link from 'next/link'
import type { Pipeline } from '../../domain/api/pipeline.ts'
import { count, plural, roughly } from '../format.ts'
import { to } from '../paths.ts'

/** The open files, growing: a tube per file, as full as its bytes; what closes it first is said below. */
type OpenFile = Pipeline['openFiles'][number]

export function OpenTubes({ files, now }: { files: readonly OpenFile[]; now: number }) {
  if (files.length === 0)
    return (
      <p className="border-b border-rule-2 py-2 text-12 text-ink-2">
        <b className="text-ink">No file is open.</b> The next accepted line item opens one.
      </p>
    )
  const columns = Math.min(6, files.length)
  return (
    <section
      aria-label="Open files"
      className="grid border-b border-rule-2 max-md:grid-cols-2!"
      style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
    >
      {[...files]
        .sort((a, b) => a.partition - b.partition)
        .slice(0, 24)
        .map((file, index) => (
          <Link
            key={file.id}
            href={to.file(file.id)}
            prefetch={false}
            className={`min-w-0 px-3 pt-1.5 pb-2 text-11 leading-[18px] hover:bg-paper-2 max-md:border-0 max-md:px-1 max-md:odd:pl-0 max-md:even:pr-0 ${index % columns === 0 ? 'pl-0' : 'border-l border-rule'} ${index >= columns ? 'border-t border-rule' : ''}`}
            aria-label={`Open file of partition ${file.partition}: ${plural(file.rows, 'row')}, ${(file.bytes / 1e6).toFixed(2)} of ${(file.maxBytes / 1e6).toFixed(2)} MB`}
          >
            <span className="flex justify-between gap-2 whitespace-nowrap">
              <b className="mono font-medium!">
                p{file.partition} · {file.name.match(/(\d{8})(?:-r\d+)?\.csv$/)?.[1] ?? file.name}
              </b>
              <span>{count(file.rows)} rows</span>
            </span>
            <Level share={file.bytes / file.maxBytes} />
            <span className="flex justify-between gap-2 whitespace-nowrap text-ink-3">
              <span>
                {(file.bytes / 1e6).toFixed(2)} of {(file.maxBytes / 1e6).toFixed(2)} MB
              </span>
              <span>{closing(file, now)}</span>
            </span>
          </Link>
        ))}
    </section>
  )
}

/** A file that is late to close is not about to: whoever should close it did not come yet. */
const LATE_MS = 5_000
const closing = ({ closesBy, closesAt }: OpenFile, now: number): string => {
  const left = Date.parse(closesAt) - now
  if (left < -LATE_MS) return `due ${roughly(-left / 1000)} ago`
  return `${closesBy === 'size' ? 'full' : 'closes'} in ${roughly(Math.max(0, left / 1000))}`
}

/** A tube lying down: 25, 50 and 75 % are graduated. */
function Level({ share }: { share: number }) {
  const width = `${(Math.min(1, Math.max(0, share)) * 100).toFixed(1)}%`
  return (
    <span className="relative block h-[11px] overflow-hidden rounded-[5.5px] bg-paper-3" aria-hidden="true">
      <span
        className="settle absolute inset-y-0 left-0 border-r-[1.5px] border-density-5 bg-density-2"
        style={{ width }}
      />
      {[25, 50, 75].map((at) => (
        <i key={at} className="absolute bottom-0 h-[3px] w-px bg-ink-3" style={{ left: `${at}%` }} />
      ))}
    </span>
  )
}
