import type { Metadata } from 'next'
import { Files } from '../../components/files/files.tsx'
import { ledgerQuery } from '../../components/page-queries.ts'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Files' }

type Search = Promise<Record<string, string | string[] | undefined>>
const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '')

export default async function FilesPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  return (
    <Prefetched page="/files" what={[read.filePages(ledgerQuery(text(search.state) || null, text(search.q)))]}>
      <Files />
    </Prefetched>
  )
}
