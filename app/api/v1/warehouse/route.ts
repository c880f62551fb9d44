import { route } from '../../../../server/api/route.ts'
import { readWarehouse } from '../../../../server/warehouse/read-warehouse.ts'

export const dynamic = 'force-dynamic'

export const GET = route('warehouse', (_, { pool }) => readWarehouse(pool))
