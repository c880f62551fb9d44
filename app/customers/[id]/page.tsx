import type { Metadata } from 'next'
import { Customer } from '../../../components/customers/customer.tsx'
import { periodOf } from '../../../components/customers/period.ts'
import { monthSpan } from '../../../components/customers/usage.ts'
import { Prefetched, read } from '../../prefetch.tsx'

export const metadata: Metadata = { title: 'Customer' }

export default async function CustomerPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>
  searchParams: Promise<Record<string, string | string[] | undefined>>
}) {
  const { id } = await params
  const search = await searchParams
  const text = (name: string) => (typeof search[name] === 'string' ? (search[name] as string) : null)
  const { key, from, to } = periodOf({ month: text('month'), day: text('day') }, Date.now())
  const what = [
    read.account(id),
    read.accountUsage(id, { from, to, by: 'sku' }),
    read.accountUsage(id, { ...monthSpan(key.slice(0, 7)), by: 'day' }),
  ]
  return (
    <Prefetched page="/customers" what={/^\d{1,19}$/.test(id) ? what : []}>
      <Customer id={id} />
    </Prefetched>
  )
}
