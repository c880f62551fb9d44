import type { Metadata } from 'next'
import { Customer } from '../../../components/customers/customer.tsx'
import { isMonth, monthSpan } from '../../../components/customers/usage.ts'
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
  const { month } = await searchParams
  const shown = typeof month === 'string' && isMonth(month) ? month : new Date().toISOString().slice(0, 7)
  const span = monthSpan(shown)
  const what = [
    read.account(id),
    read.accountUsage(id, { ...span, by: 'sku' }),
    read.accountUsage(id, { ...span, by: 'day' }),
  ]
  return (
    <Prefetched page="/customers" what={/^\d{1,19}$/.test(id) ? what : []}>
      <Customer id={id} />
    </Prefetched>
  )
}
