import type { Metadata } from 'next'
import { Customers } from '../../components/customers/customers.tsx'
import { accountsQueryOf } from '../../components/page-queries.ts'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Customers' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function CustomersPage({ searchParams }: { searchParams: Search }) {
  const { query } = await searchParams
  return (
    <Prefetched
      page="/customers"
      what={[read.accountPages(accountsQueryOf(typeof query === 'string' ? query.slice(0, 100) : ''))]}
    >
      <Customers />
    </Prefetched>
  )
}
