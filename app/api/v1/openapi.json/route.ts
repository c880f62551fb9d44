import { openApiDocument } from '../../../../server/api/openapi.ts'
import { route } from '../../../../server/api/route.ts'

export const dynamic = 'force-dynamic'

export const GET = route('openApi', async () => openApiDocument())
