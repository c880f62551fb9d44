/** What is between a worker and the log: a send may land, land unheard, land late, or never. */
import type { OutRecord } from '../../server/kafka/sender.ts'
import type { Worker } from './worker.ts'
import { inShort, type World } from './world.ts'

export type OnTheWire = {
  readonly worker: Worker
  readonly topic: string
  readonly byPartition: ReadonlyMap<number, OutRecord[]>
  readonly resolve: (bases: ReadonlyMap<number, number>) => void
  readonly reject: (error: Error) => void
  /** Given up by its sender, which sends it again; this copy may land yet. */
  isLate: boolean
}

export type Fate = 'ack' | 'answer lost' | 'gone' | 'timeout'

export const deliver = async (world: World, request: OnTheWire, fate: Fate): Promise<void> => {
  const { worker, topic, byPartition, isLate } = request
  const what = [...byPartition]
    .flatMap(([p, records]) => records.map((r) => `${p}:${inShort(topic, r.value)}`))
    .join(', ')
  world.note(worker, `${topic} ${isLate ? 'late, ' : ''}${fate}: ${what}`)
  const bases = new Map<number, number>()
  if (fate !== 'timeout') world.net.splice(world.net.indexOf(request), 1)
  if (fate === 'ack' || fate === 'answer lost')
    for (const [partition, records] of byPartition) {
      const lands = world.losses.isDue(topic, records, fate) ? records.slice(1) : records
      bases.set(partition, world.log.append(topic, partition, lands))
    }
  if (isLate) return
  if (fate === 'timeout') request.isLate = true
  await worker.answer(() => (fate === 'ack' ? request.resolve(bases) : request.reject(new Error('Request timed out'))))
}
