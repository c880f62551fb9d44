import type { Metadata } from 'next'
import { LineItem } from '../../../components/line-item/line-item.tsx'
import { Prefetched, read } from '../../prefetch.tsx'

export const metadata: Metadata = { title: 'Line item' }

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export default async function LineItemPage({ params }: { params: Promise<{ id: string }> }) {
  const id = (await params).id.toLowerCase()
  return (
    <Prefetched page="/line-items" what={UUID.test(id) ? [read.lineItem(id)] : []}>
      <LineItem id={id} />
    </Prefetched>
  )
}
