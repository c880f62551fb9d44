'use client'

import { Page } from '../components/frame/page.tsx'
import { Failure } from '../components/states.tsx'

/** A defect of the page itself: it says so, keeps the frame, and offers to draw the page again. */
export default function PageError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <Page title="This page failed" heardAt={null}>
      <Failure
        what="This page"
        error={
          new Error(
            `The page could not be drawn${error.digest ? ` (${error.digest})` : ''}. Billing does not depend on it: the workers go on, and nothing was changed.`,
          )
        }
        retry={reset}
      />
    </Page>
  )
}
