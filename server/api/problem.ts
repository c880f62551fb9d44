/** Errors of the API as RFC 9457 problem details, from the closed set in domain/api/common.ts. */
import { PROBLEM_CODES, type Problem, type ProblemCode } from '../../domain/api/common.ts'
import { ObjectNotFound } from '../objects/object.ts'
import { inWords, isWorldAway } from '../world-away.ts'

/** Thrown by anything below a route: the wrapper answers it. `detail` says what happened, what it means, what to do. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  constructor(
    readonly code: ProblemCode,
    detail: string,
    readonly faults?: Problem['faults'],
    readonly retryAfterSeconds?: number,
  ) {
    super(detail)
  }
}

export const notFound = (what: string): ApiProblem => new ApiProblem('not_found', what)

/** Prisma has codes of its own for a server that is away, times out or ends the connection. */
const PRISMA_AWAY = new Set(['P1000', 'P1001', 'P1002', 'P1003', 'P1008', 'P1011', 'P1017', 'P2024'])
const isPrismaAway = (error: unknown): boolean =>
  error instanceof Error && PRISMA_AWAY.has(String((error as { code?: unknown }).code))

/** The problem that an error is to a client. Insides of a defect stay in the log, never in the answer. */
export const problemOf = (error: unknown): ApiProblem => {
  if (error instanceof ApiProblem) return error
  if (error instanceof ObjectNotFound) return new ApiProblem('objects_away', error.message)
  if (isWorldAway(error)) {
    if (error instanceof Error && error.name.startsWith('KafkaJS'))
      return new ApiProblem(
        'log_away',
        `Kafka does not answer: ${inWords(error)}. Nothing is lost; it is asked again at the next try.`,
      )
    return new ApiProblem(
      'database_away',
      `Postgres does not answer: ${inWords(error)}. Decisions wait and nothing is lost; try again in some seconds.`,
    )
  }
  if (isPrismaAway(error))
    return new ApiProblem(
      'database_away',
      'Postgres does not answer. Decisions wait and nothing is lost; try again in some seconds.',
    )
  return new ApiProblem(
    'defect',
    'Hydrometer could not answer because of a defect of its own. No data was changed by this request; the log of the dashboard says more.',
  )
}

export const problemResponse = (problem: ApiProblem, instance: string): Response => {
  const { status, title } = PROBLEM_CODES[problem.code]
  const body: Problem = {
    type: `urn:hydrometer:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    instance,
    ...(problem.faults ? { faults: problem.faults } : {}),
  }
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (status === 503) headers['retry-after'] = '5'
  if (problem.retryAfterSeconds) headers['retry-after'] = String(problem.retryAfterSeconds)
  return new Response(JSON.stringify(body), { status, headers })
}
