/** The submitter, the client and the simulator together, over HTTP, on real Postgres. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RunningJob } from '../server/jobs/job.ts'
import {
  attemptOf,
  balancedFile,
  CLIENT_ID,
  CLIENT_SECRET,
  createDatabase,
  dropDatabase,
  eventually,
  type Harness,
  HEADINGS,
  openHarness,
  stateOf,
  untilState,
  whatHappened,
} from '../server/jobs/testing/harness.ts'
import { connectZuora, type ZuoraClient } from '../server/zuora/client.ts'
import { DEFAULT_OPTIONS } from '../simulators/zuora/options.ts'
import { type Simulator, startSimulator } from '../simulators/zuora/server.ts'
import { zuoraSubmitter } from './zuora-submitter.ts'

let harness: Harness
let simulatorDatabase: string
let simulator: Simulator
let zuora: ZuoraClient
let submitter: RunningJob | null = null
let child: ChildProcess | null = null
let announceFails = 0

const start = (port = 0): Promise<Simulator> =>
  startSimulator({
    ...DEFAULT_OPTIONS,
    databaseUrl: simulatorDatabase,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    accounts: 'any',
    importDelayMs: 20,
    port,
  })

const startSubmitter = async (): Promise<void> => {
  submitter = await zuoraSubmitter.start({
    pool: harness.pool,
    databaseUrl: harness.databaseUrl,
    objects: harness.objects,
    zuora,
    announce: async (event) => {
      if (announceFails > 0) {
        announceFails -= 1
        throw new Error('the broker is away')
      }
      await harness.pool.query('insert into test_announcement (event) values ($1)', [event])
    },
    log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
  })
}

const startProcess = (): ChildProcess => {
  const script = new URL('../server/jobs/testing/submitter-process.ts', import.meta.url).pathname
  return spawn(process.execPath, ['--import', 'tsx', script], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...process.env,
      DATABASE_URL: harness.databaseUrl,
      OBJECT_STORE: harness.objectStoreUrl,
      ZUORA_BASE_URL: simulator.baseUrl,
    },
  })
}

const setFaults = async (faults: object): Promise<void> => {
  const answer = await fetch(`${simulator.baseUrl}/simulator/faults`, { method: 'PUT', body: JSON.stringify(faults) })
  expect(answer.status).toBe(200)
}

type Held = { fileName: string; row: number; accountNumber: string; quantity: string }
const recordsOf = async (fileName: string): Promise<Held[]> => {
  const answer = await fetch(`${simulator.baseUrl}/simulator/records?fileName=${encodeURIComponent(fileName)}`)
  const text = await answer.text()
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Held)
}

const expectBilledOnce = async (file: { id: number; name: string }, rows = 3): Promise<void> => {
  await untilState(harness, file.id, 'imported')
  const records = await recordsOf(file.name)
  expect(records.map((r) => r.row)).toEqual(Array.from({ length: rows }, (_, i) => i + 1))
}

beforeAll(async () => {
  harness = await openHarness()
  simulatorDatabase = await createDatabase('zuora')
}, 30_000)
afterAll(async () => {
  await harness?.close()
  if (simulatorDatabase) await dropDatabase(simulatorDatabase)
})

beforeEach(async () => {
  announceFails = 0
  simulator = await start()
  zuora = connectZuora({ baseUrl: simulator.baseUrl, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET })
})
afterEach(async () => {
  child?.kill('SIGKILL')
  child = null
  await submitter?.stop(5_000)
  submitter = null
  await simulator.stop()
  await zuora.close()
})

describe('a balanced file', { timeout: 40_000 }, () => {
  it('is announced, submitted and imported, each once, and says so', async () => {
    await startSubmitter()
    const file = await balancedFile(harness, { rows: 25 })
    await expectBilledOnce(file, 25)
    expect(await whatHappened(harness, file.id)).toEqual(['submission_started', 'zuora_accepted', 'import_completed'])
    const attempt = await attemptOf(harness, file.id)
    expect(attempt).toMatchObject({
      state: 'imported',
      tries: 1,
      number: 1,
      import_status: 'Completed',
      http_status: 200,
    })
    expect(attempt.idempotency_key).toMatch(/^k3f9a2\/p\d-\d{8}\/r1\/1$/)
    const { rows } = await harness.pool.query("select event from test_announcement where event ->> 'fileId' = $1", [
      String(file.id),
    ])
    expect(rows).toHaveLength(1)
    expect(rows[0].event).toMatchObject({
      fileId: file.id,
      revision: 1,
      number: 1,
      idempotencyKey: attempt.idempotency_key,
    })
    const { rows: order } = await harness.pool.query(
      `select t.at < a.last_tried_at as announced_first from test_announcement t, submission_attempt a
        where a.file_id = $1 and (t.event ->> 'fileId')::bigint = $1`,
      [file.id],
    )
    expect(order).toEqual([{ announced_first: true }])
    const times = await harness.pool.query(
      'select submitted_at <= imported_at as ordered from csv_file where id = $1',
      [file.id],
    )
    expect(times.rows[0].ordered).toBe(true)
  })

  it('is found by the sweep when its job was forgotten', async () => {
    const file = await balancedFile(harness, { enqueue: false })
    await startSubmitter()
    await expectBilledOnce(file)
  })

  it('is billed once when its job runs many times at once', async () => {
    const file = await balancedFile(harness)
    await harness.pool.query(
      `select graphile_worker.add_job('zuora-submit', json_build_object('fileId', $1::bigint)) from generate_series(1, 10)`,
      [file.id],
    )
    await startSubmitter()
    await expectBilledOnce(file)
    expect(await attemptOf(harness, file.id)).toMatchObject({ number: 1 })
  })

  it('is not sent before the broker knows of the attempt', async () => {
    announceFails = 2
    await startSubmitter()
    const file = await balancedFile(harness)
    await eventually('the second announcement failed', async () => announceFails === 0)
    expect(await attemptOf(harness, file.id)).toMatchObject({ state: 'started', tries: 0 })
    await expectBilledOnce(file)
  })

  it('never leaves when the log holds an attempt of it', async () => {
    await startSubmitter()
    const file = await balancedFile(harness, { inLog: true })
    await untilState(harness, file.id, 'unknown')
    expect(await whatHappened(harness, file.id)).toEqual(['outcome_unknown', 'person_needed'])
    expect(await recordsOf(file.name)).toEqual([])
  })

  it('never leaves when the stored object is another one', async () => {
    const file = await balancedFile(harness, { enqueue: false })
    await harness.pool.query("update csv_file set digest = sha256('x') where id = $1", [file.id])
    await startSubmitter()
    await untilState(harness, file.id, 'unknown')
    expect(await recordsOf(file.name)).toEqual([])
  })
})

describe('doubt', { timeout: 40_000 }, () => {
  it('an answer lost after accepting is unknown, then settled by the same key, and billed once', async () => {
    await setFaults({ upload: { dropAnswerAfterAccepting: true, times: 1 } })
    await startSubmitter()
    const file = await balancedFile(harness)
    await expectBilledOnce(file)
    expect(await whatHappened(harness, file.id)).toEqual([
      'submission_started',
      'outcome_unknown',
      'zuora_accepted',
      'import_completed',
    ])
    expect(await attemptOf(harness, file.id)).toMatchObject({ number: 1, tries: 2 })
  })

  it('a request lost on its way is sent again', async () => {
    await setFaults({ upload: { dropRequest: true, times: 1 } })
    await startSubmitter()
    await expectBilledOnce(await balancedFile(harness))
  })

  it('a process killed while Zuora works is continued by the next one: 409, then the first result', async () => {
    // Longer than a process takes to start on a busy machine.
    await setFaults({ upload: { delayMs: 12_000, times: 1 } })
    const file = await balancedFile(harness)
    child = startProcess()
    await eventually('the try is recorded', async () => (await attemptOf(harness, file.id)).tries === 1)
    await eventually('Zuora works on it', async () => {
      const answer = await fetch(`${simulator.baseUrl}/simulator/faults`)
      return Object.keys((await answer.json()) as object).length === 0
    })
    child.kill('SIGKILL')
    await once(child, 'exit')
    child = startProcess()
    await expectBilledOnce(file)
    const attempt = await attemptOf(harness, file.id)
    expect(attempt.number).toBe(1)
    expect(attempt.tries).toBeGreaterThan(2) // one lost, at least one 409, the last one answered
    expect(await whatHappened(harness, file.id)).toContain('submission_delayed')
  })

  it('past 23 hours Zuora is asked by the file name; equal count and totals prove the import', async () => {
    await setFaults({ upload: { dropAnswerAfterAccepting: true } })
    const file = await balancedFile(harness, { rows: 120 })
    await startSubmitter()
    await untilState(harness, file.id, 'unknown')
    await harness.pool.query(
      "update submission_attempt set started_at = now() - interval '24 hours' where file_id = $1",
      [file.id],
    )
    await expectBilledOnce(file, 120)
    expect(await whatHappened(harness, file.id)).toContain('found_at_zuora')
  })

  it('past 23 hours with nothing found, a person is asked after the second look, and it is never sent again', async () => {
    await setFaults({ upload: { dropRequest: true } })
    const file = await balancedFile(harness)
    await startSubmitter()
    await untilState(harness, file.id, 'unknown')
    await harness.pool.query(
      "update submission_attempt set started_at = now() - interval '24 hours' where file_id = $1",
      [file.id],
    )
    await eventually('the first look', async () =>
      (await whatHappened(harness, file.id)).includes('not_found_at_zuora'),
    )
    await setFaults({})
    await harness.pool.query("update csv_file_event set at = at - interval '16 minutes' where file_id = $1", [file.id])
    await harness.pool.query('update graphile_worker._private_jobs set run_at = now()')
    await eventually('a person is needed', async () => (await whatHappened(harness, file.id)).includes('person_needed'))
    expect(await stateOf(harness, file.id)).toBe('unknown')
    expect(await recordsOf(file.name)).toEqual([])
  })
})

describe('what Zuora answers', { timeout: 40_000 }, () => {
  it.each(['20', '21', '22', '30', '40'])('code kind %s with HTTP 200 refuses for good', async (kind) => {
    await setFaults({ upload: { successFalseWith200: kind, times: 1 } })
    await startSubmitter()
    const file = await balancedFile(harness)
    await untilState(harness, file.id, 'refused')
    expect(await attemptOf(harness, file.id)).toMatchObject({ state: 'refused', tries: 1 })
    expect(await recordsOf(file.name)).toEqual([])
  })

  it.each([
    { successFalseWith200: '50' },
    { successFalseWith200: '61' },
    { successFalseWith200: '70' },
    { successFalseWith200: '99' },
    { status5xx: 503 },
    { status429RetryAfter: 1 },
    { status4xx: 401 },
    { status4xx: 403 },
  ])('%o is tried again with the same key', async (fault) => {
    await setFaults({ upload: { ...fault, times: fault.status4xx === 401 ? 2 : 1 } })
    await startSubmitter()
    const file = await balancedFile(harness)
    await expectBilledOnce(file)
    expect(await attemptOf(harness, file.id)).toMatchObject({ number: 1, tries: 2 })
  })

  it('a token that is no longer good is fetched once more, unseen', async () => {
    await startSubmitter()
    await expectBilledOnce(await balancedFile(harness))
    await fetch(`${simulator.baseUrl}/simulator/revoke-tokens`, { method: 'POST' })
    const file = await balancedFile(harness)
    await expectBilledOnce(file)
    expect(await attemptOf(harness, file.id)).toMatchObject({ tries: 1 })
  })

  it('a file with one bad record is rolled back whole and refused with the reason', async () => {
    const body = `${HEADINGS}A1,Minutes,1,11/01/2026,11/02/2026,,,good\nA1,Furlongs,1,11/01/2026,11/02/2026,,,bad\n`
    await startSubmitter()
    const file = await balancedFile(harness, { body })
    await untilState(harness, file.id, 'refused')
    expect(await whatHappened(harness, file.id)).toContain('import_failed')
    expect(await attemptOf(harness, file.id)).toMatchObject({ state: 'failed', import_status: 'Failed' })
    expect(String((await attemptOf(harness, file.id)).message)).toContain('Row 2: UOM "Furlongs" is not known')
    expect(await recordsOf(file.name)).toEqual([])
  })

  it.each(['Failed', 'Canceled'])('an import that ends %s refuses the file', async (importOutcome) => {
    await setFaults({ upload: { importOutcome, times: 1 } })
    await startSubmitter()
    const file = await balancedFile(harness)
    await untilState(harness, file.id, 'refused')
    expect(await attemptOf(harness, file.id)).toMatchObject({ state: 'failed', import_status: importOutcome })
  })

  it('trouble with the status is waited out', async () => {
    await setFaults({ status: { status5xx: 502, times: 2 } })
    await startSubmitter()
    await expectBilledOnce(await balancedFile(harness))
  })
})

describe('outages', { timeout: 60_000 }, () => {
  it('Zuora away: nothing is refused, no try is counted, all goes on when it is back', async () => {
    const { port } = new URL(simulator.baseUrl)
    await simulator.stop()
    await startSubmitter()
    const files = await Promise.all([balancedFile(harness), balancedFile(harness)])
    for (const file of files) {
      await eventually('the delay is written down', async () =>
        (await whatHappened(harness, file.id)).includes('submission_delayed'),
      )
      expect(await attemptOf(harness, file.id)).toMatchObject({ tries: 0, state: 'retryable' })
      expect(await stateOf(harness, file.id)).toBe('submitting')
    }
    simulator = await start(Number(port))
    for (const file of files) await expectBilledOnce(file)
  })

  it('Postgres ends every connection: all goes on', async () => {
    await setFaults({ upload: { delayMs: 1_000 } })
    await startSubmitter()
    const files = await Promise.all(Array.from({ length: 4 }, () => balancedFile(harness)))
    for (let round = 0; round < 3; round++) {
      await eventually(
        'a file is on its way',
        async () => (await harness.pool.query("select from csv_file where state = 'submitting'")).rowCount !== 0,
      )
      await harness.pool
        .query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
        )
        .catch(() => {})
    }
    for (const file of files) await expectBilledOnce(file)
  })

  it('killed again and again at any moment, every file is billed once', async () => {
    await setFaults({ upload: { delayMs: 300 }, status: { delayMs: 100 } })
    const files = await Promise.all(Array.from({ length: 16 }, (_, i) => balancedFile(harness, { rows: 5 + i })))
    for (const standsMs of [1_300, 1_900, 1_500, 2_300, 1_700]) {
      child = startProcess()
      await new Promise((killed) => setTimeout(killed, standsMs)) // the moment of the kill, not a wait for something
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    child = startProcess()
    for (const [i, file] of files.entries()) await expectBilledOnce(file, 5 + i)
  })
})
