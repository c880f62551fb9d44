/** The OpenAPI 3.1 document, from the same schemas that check requests. */
import { z } from 'zod'
import { PROBLEM_CODES, type ProblemCode, problem } from '../../domain/api/common.ts'
import { type Endpoint, endpoints } from '../../domain/api/endpoints.ts'
import { RIGHTS } from '../../domain/roles.ts'

type Json = Record<string, unknown>

const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  // Transforms have no JSON Schema: what is written down is what travels, before they run.
  const json = z.toJSONSchema(schema, { io, unrepresentable: 'any', target: 'draft-2020-12' }) as Json
  delete json.$schema
  return json
}

const parameters = (schema: z.ZodType, place: 'path' | 'query'): Json[] => {
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

const problemsOf = (endpoint: Endpoint): ProblemCode[] => {
  const codes: ProblemCode[] = ['invalid_request', 'not_allowed', 'defect', 'database_away']
  if (endpoint.right !== 'anyone') codes.push('not_signed_in')
  if (endpoint.path.includes('sign-in') || endpoint.path.endsWith('password'))
    codes.push('wrong_credentials', 'too_many_attempts')
  if (endpoint.path.includes('{')) codes.push('not_found')
  if (endpoint.path.startsWith('/line-items/{') || endpoint.path.endsWith('/export')) codes.push('gone')
  if (endpoint.method === 'POST') codes.push('conflict', 'too_large', 'wrong_content_type')
  return codes
}

const operation = (name: string, endpoint: Endpoint): Json => {
  const statuses = new Set(problemsOf(endpoint).map((code) => PROBLEM_CODES[code].status))
  const contentType: string = ('contentType' in endpoint && endpoint.contentType) || 'application/json'
  return {
    operationId: name,
    summary: endpoint.summary,
    description:
      endpoint.right === 'anyone'
        ? 'Open to anyone.'
        : `Needs the right to ${RIGHTS[endpoint.right].words}: ${RIGHTS[endpoint.right].roles.join(', ')}.`,
    security: endpoint.right === 'anyone' ? [] : [{ session: [] }, { key: [] }],
    tags: [endpoint.tag],
    parameters: [...parameters(endpoint.params, 'path'), ...parameters(endpoint.query, 'query')],
    ...(endpoint.method === 'POST'
      ? {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: schemaOf(endpoint.body, 'input') } },
          },
        }
      : {}),
    responses: {
      200: {
        description: endpoint.summary,
        content: { [contentType]: { schema: schemaOf(endpoint.answer, 'input') } },
      },
      ...Object.fromEntries(
        [...statuses].sort().map((status) => [
          status,
          {
            description: problemsOf(endpoint)
              .filter((code) => PROBLEM_CODES[code].status === status)
              .map((code) => `${code}: ${PROBLEM_CODES[code].title}`)
              .join('; '),
            content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
          },
        ]),
      ),
    },
  }
}

export const openApiDocument = (): Json => {
  const paths: Record<string, Json> = {}
  for (const [name, endpoint] of Object.entries(endpoints))
    paths[endpoint.path] = { ...paths[endpoint.path], [endpoint.method.toLowerCase()]: operation(name, endpoint) }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hydrometer',
      version: 'v1',
      description:
        'Times are ISO 8601 in UTC; quantities and 64-bit numbers are decimal text; lists are {items, nextCursor} and take limit (at most 200) and cursor; errors are RFC 9457 problem details with a closed set of codes.',
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'hydrometer.session_token' },
        key: { type: 'apiKey', in: 'header', name: 'x-api-key' },
      },
    },
  }
}
