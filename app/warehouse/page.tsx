import type { Metadata } from 'next'
import { Warehouse } from '../../components/warehouse/warehouse.tsx'

export const metadata: Metadata = { title: 'Warehouse' }

export default function WarehousePage() {
  return <Warehouse />
}
