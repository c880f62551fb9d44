import Link from 'next/link'
import { Page } from '../components/frame/page.tsx'
import { to } from '../components/paths.ts'

export default function NotFound() {
  return (
    <Page title="No such page" heardAt={null}>
      <div className="max-w-[56ch] py-4">
        <h2 className="text-20 font-semibold">There is no page at this address</h2>
        <p className="mt-1 text-ink-2">
          Nothing is lost. Ids, logins and file names are found with the search box above (Ctrl K); or go to the{' '}
          <Link className="link" href={to.overview()}>
            Overview
          </Link>
          , the{' '}
          <Link className="link" href={to.files()}>
            files
          </Link>{' '}
          or the{' '}
          <Link className="link" href={to.customers()}>
            customers
          </Link>
          .
        </p>
      </div>
    </Page>
  )
}
