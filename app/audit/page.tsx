import type { Metadata } from 'next'
import { Audit } from '../../components/audit/audit.tsx'
import { auditQueryOf } from '../../components/page-queries.ts'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Audit' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function AuditPage({ searchParams }: { searchParams: Search }) {
  const search = await searchParams
  const text = (name: string): string => (typeof search[name] === 'string' ? search[name] : '')
  const view = { actor: text('actor'), action: text('action'), q: text('q'), from: text('from'), to: text('to') }
  return (
    <Prefetched page="/audit" what={[read.auditPages(auditQueryOf(view)), read.auditNames()]}>
      <Audit />
    </Prefetched>
  )
}
