import { expect } from '@playwright/test'
import { Kafka, logLevel, Partitioners } from 'kafkajs'
import { stateOf } from './roles.ts'
import { brokersOf } from './stack.ts'
import { beginAct, test } from './test.ts'

/** A partition that really stands still, and the person who lets it go on. */

test.use({ storageState: stateOf('engineer') })

const [TOPIC, PARTITION, RECORDS] = ['accounts.changed', 5, 600] as const
type Letters = { items: { fingerprint: string; errorMessage: string; open: number }[] }
type Pipeline = { processors: { name: string; partitions: { topic: string; partition: number; stop: unknown }[] }[] }

/** More than 500 records within a minute, none of which can be read: the code is taken to be wrong, and the partition stops. */
const sendNoise = async (): Promise<void> => {
  const kafka = new Kafka({ clientId: 'browser-test', brokers: brokersOf('iad'), logLevel: logLevel.NOTHING })
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner })
  await producer.connect()
  const value = Buffer.from('0f6e6f697365', 'hex')
  await producer.send({
    topic: TOPIC,
    messages: Array.from({ length: RECORDS }, () => ({ partition: PARTITION, key: 'noise', value })),
  })
  await producer.disconnect()
}

test('a partition that stands still says why, and goes on when an engineer allows it', async ({ page, request }) => {
  await sendNoise()
  await page.goto('/dead-letters')
  const stopped = page.getByRole('region', { name: 'Stopped partitions' }).getByRole('listitem')
  const ours = stopped.filter({ hasText: `account-directory at iad, ${TOPIC} partition ${PARTITION}` })
  await expect(ours).toBeVisible({ timeout: 30_000 })
  await expect(ours).toContainText(/since .* at offset \d+/)
  const dialog = await beginAct(page, ours.getByRole('button', { name: 'Resume 1 partition …' }))
  await expect(dialog.getByText(/would go on at offset \d+/)).toBeVisible()
  const act = dialog.getByRole('button', { name: 'Resume 1 partition', exact: true })
  await expect(act).toBeDisabled()
  await dialog.getByLabel('Dead letters allowed before it stops again').fill(String(2 * RECORDS))
  await dialog.getByLabel('Why').fill('the producer is mended')
  await act.click()
  await expect(dialog.getByText(/In the audit log as \d+/)).toBeVisible()
  await expect(ours, 'what it was asked from is gone').toHaveCount(0)
  await expect(dialog.getByText(/In the audit log as \d+/), 'and the answer stays until it is read').toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)

  const noise = async () => {
    const { items } = (await (
      await request.get('/api/v1/dead-letter-groups?processor=account-directory')
    ).json()) as Letters
    return items.find(({ open }) => open >= RECORDS)
  }
  await expect.poll(noise, { timeout: 30_000, message: 'the noise as dead letters' }).toBeTruthy()
  const { processors } = (await (await request.get('/api/v1/pipeline')).json()) as Pipeline
  expect(
    processors.flatMap(({ partitions }) => partitions.filter(({ stop }) => stop !== null)),
    'nothing stands still',
  ).toEqual([])
  // What comes after finds no noise to redrive.
  const discarded = await request.post('/api/v1/dead-letters/discard', {
    data: {
      select: { processor: 'account-directory', fingerprint: (await noise())?.fingerprint },
      dryRun: false,
      why: 'noise of a browser test',
    },
    headers: { origin: new URL(page.url()).origin },
  })
  expect(discarded.status(), await discarded.text()).toBe(200)
})
