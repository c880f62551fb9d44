import { openApiDocument } from '../../../../server/api/openapi.ts'

export const dynamic = 'force-dynamic'

export const GET = async (): Promise<Response> => Response.json(openApiDocument())
