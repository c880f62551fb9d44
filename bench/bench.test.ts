import { expect, it } from 'vitest'
import { Cleanup } from './bench.ts'

it('undoes in reverse, each once, and whoever asks meanwhile waits for all of it', async () => {
  const cleanup = new Cleanup()
  const undone: string[] = []
  const slowly = (name: string) => async () => {
    await new Promise(setImmediate)
    undone.push(name)
  }
  cleanup.add('Postgres', slowly('Postgres'))
  const stopBrokers = cleanup.add('brokers', slowly('brokers'))
  cleanup.add('what fails', () => Promise.reject(new Error('is gone already')))
  // Ctrl-C, then the error of a producer whose broker that stops: the one who ends the process must not be the quicker one.
  await Promise.race([cleanup.all(), cleanup.all(), stopBrokers().then(() => cleanup.all())])
  expect(undone).toEqual(['brokers', 'Postgres'])
})
