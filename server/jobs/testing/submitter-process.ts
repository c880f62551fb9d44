/** The submitter as a process of its own, for tests that kill it. Announcements go to a table that tests read. */
import { pino } from 'pino'
import { zuoraSubmitter } from '../../../workers/zuora-submitter.ts'
import { openObjectStore } from '../../objects/store.ts'
import { openPool } from '../../postgres/pool.ts'
import { connectZuora } from '../../zuora/client.ts'
import { CLIENT_ID, CLIENT_SECRET } from './harness.ts'

const { DATABASE_URL = '', OBJECT_STORE = '', ZUORA_BASE_URL = '' } = process.env
const pool = openPool(DATABASE_URL, 'submitter test', 4)
await zuoraSubmitter.start({
  pool,
  databaseUrl: DATABASE_URL,
  objects: openObjectStore(OBJECT_STORE),
  zuora: connectZuora({ baseUrl: ZUORA_BASE_URL, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }),
  announce: async (event) => {
    await pool.query('insert into test_announcement (event) values ($1)', [event])
  },
  log: pino({ level: process.env.LOG_LEVEL ?? 'silent' }),
})
