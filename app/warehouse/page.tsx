import type { Metadata } from 'next'
import { Warehouse } from '../../components/warehouse/warehouse.tsx'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Warehouse' }

export default function WarehousePage() {
  return (
    <Prefetched page="/warehouse" what={[read.warehouse()]}>
      <Warehouse />
    </Prefetched>
  )
}
