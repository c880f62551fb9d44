/**
 * `pages`: the dashboard on a database of two years: each answer that a page asks for, over HTTP as the browser gets it, and
 * each page in a browser. The production build on Postgres and brokers of its own; what workers say is kept fresh.
 */
import { once } from 'node:events'
import { Agent, type IncomingMessage, request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Bench } from './bench.ts'
import { measureInBrowser } from './pages/browser.ts'
import { type Dashboard, startDashboard } from './pages/dashboard.ts'
import { type Question, questionsOf } from './pages/questions.ts'
import { readTopics } from './pages/streams.ts'
import { machineTicks } from './processes.ts'
import { percentile, rounded } from './report.ts'

const [WARM_UP, TIMES] = [5, 80]
/** Of what is asked for at an interval. */
const TIMES_AT_INTERVAL = 60

const agent = new Agent({ keepAlive: true })

/**
 * The whole answer as it travels, compressed as for a browser. Unpacking it in this process, by a stream and a thread, was a fifth
 * of what was measured. @throws Error when the status is no 2xx
 */
const ask = async ({ url, users }: Dashboard, question: Question, index: number): Promise<number> => {
  const role = question.asSupport ? 'support' : 'admin'
  const { apiKey } = users.find((user) => user.role === role)!
  const body = question.body && JSON.stringify(question.body(index))
  const headers = { 'x-api-key': apiKey, 'content-type': 'application/json', 'accept-encoding': 'gzip', origin: url }
  const startedAt = performance.now()
  const asked = request(url + question.at(index), { agent, headers, method: body ? 'POST' : 'GET' })
  asked.end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const took = performance.now() - startedAt
  const { statusCode: status = 0, headers: about } = answer
  if ((status < 200 || status > 299) && !(question.p95Max === null && status === 404)) {
    const bytes = Buffer.concat(chunks)
    const text = about['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes
    throw new Error(`${question.at(index)} was answered with ${status}: ${text.toString().slice(0, 500)}`)
  }
  return took
}

const measure = async (bench: Bench, dashboard: Dashboard, question: Question): Promise<(string | number)[]> => {
  const ms: number[] = []
  /** Of those during which the host took no 10 ms of CPU for its other guests. */
  const undisturbed: number[] = []
  const times = question.everyMs ? TIMES_AT_INTERVAL : TIMES
  for (let index = 0; index < WARM_UP + times; index++) {
    const { stolen } = machineTicks()
    const took = await ask(dashboard, question, index)
    if (index >= WARM_UP) ms.push(took)
    if (index >= WARM_UP && machineTicks().stolen === stolen) undisturbed.push(took)
    if (question.everyMs && index >= WARM_UP) await new Promise((resolve) => setTimeout(resolve, question.everyMs))
  }
  const [p50, p95] = [rounded(percentile(ms, 0.5), 1), rounded(percentile(ms, 0.95), 1)]
  const p95Undisturbed = undisturbed.length > 0 ? rounded(percentile(undisturbed, 0.95), 1) : null
  const { endpoint, what, p95Max } = question
  const isMet = p95Max === null ? null : p95 < p95Max
  bench.report.result({
    bench: 'pages-answer',
    lineItems: bench.options.lineItems,
    endpoint,
    what,
    times,
    p50,
    p95,
    p95Undisturbed,
    undisturbed: undisturbed.length,
    p95Max,
    isMet,
  })
  return [
    `${endpoint}: ${what}`,
    p50,
    p95,
    p95Undisturbed ?? '',
    undisturbed.length,
    p95Max ?? '',
    isMet === null ? '(Kafka)' : isMet ? 'yes' : 'NO',
  ]
}

export const benchPages = async (bench: Bench): Promise<void> => {
  const { report, options } = bench
  const dashboard = await startDashboard(bench)
  const rows: (string | number)[][] = []
  const questions = questionsOf(dashboard.samples, readTopics(dashboard.sites), options.lineItems)
  report.say('pages: each question a few times, so that none is measured in a process that has just started')
  for (const question of questions) for (let index = 0; index < WARM_UP; index++) await ask(dashboard, question, index)
  for (const question of questions) {
    report.say(`pages: ${question.endpoint}: ${question.what}`)
    rows.push(await measure(bench, dashboard, question))
  }
  report.table(
    `Answers at ${options.lineItems.toLocaleString('en')} line items, ${TIMES} of each, one after the other, ms`,
    ['question', 'p50', 'p95', 'p95 undisturbed', 'of answers', 'p95 must be under', 'is it'],
    rows,
  )
  await measureInBrowser(bench, dashboard)
}
