'use client'

import { Glyph } from '../glyph.tsx'
import { ApiProblem } from '../query.ts'

/** What came of a form, beneath it: its place is kept. */
export function Outcome({ done, error }: { done: string | undefined; error: Error | null }) {
  return (
    <div className="min-h-[17px] text-12 leading-[17px]" role="status">
      {error ? (
        <>
          <b className="st text-stop-ink whitespace-normal">
            <Glyph name="stop" />
            {error instanceof ApiProblem ? error.title : 'It did not work'}
          </b>
          <p className="text-ink-2">{error.message}</p>
        </>
      ) : (
        done && (
          <span className="st text-ink-2 whitespace-normal">
            <Glyph name="ok" />
            {done}
          </span>
        )
      )}
    </div>
  )
}
