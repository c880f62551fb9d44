/**
 * A supervisor for tests, as a process that can be killed: one worker that does nothing, and the product's own program
 * standing by. The servers that it names are not there. Prints the pid of the process that stands by.
 */
import { fileURLToPath } from 'node:url'
import { superviseWorkers } from '../supervise.ts'

const MAIN = fileURLToPath(new URL('../../../workers/main.ts', import.meta.url))
const RUNNING = `process.send({ type: 'state', state: 'running', message: '' }); setInterval(() => {}, 1000)
  process.on('disconnect', () => process.exit())`

const supervisor = superviseWorkers({
  instances: [{ name: 'zuora-submitter', worker: 'zuora-submitter' }],
  command: () => [process.execPath, '-e', RUNNING],
  standby: { command: [process.execPath, '--import', 'tsx', MAIN, '--standby'], count: 1, serves: () => true },
  env: { KAFKA_SITES: 'iad=127.0.0.1:1', DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' },
  sites: [{ name: 'iad', brokers: ['127.0.0.1:1'], isHome: true }],
})
const timer = setInterval(() => {
  const [pid] = supervisor.standbyPids()
  if (!pid) return
  clearInterval(timer)
  process.stdout.write(`${pid}\n`)
}, 50)
