// One hop of the floor: reads a topic and writes every record to the next one. Stock kafkajs, nothing of the product.
//   node hop.mjs BROKER FROM TO RECORDS
import kafkajs from 'kafkajs'

const { Kafka, logLevel } = kafkajs
const [, , broker, from, to, records] = process.argv
const SEND_RECORDS = 500

const kafka = new Kafka({ clientId: `floor-${to}`, brokers: [broker], logLevel: logLevel.ERROR })
const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
const consumer = kafka.consumer({ groupId: `floor-${to}` })
await producer.connect()
await consumer.connect()
await consumer.subscribe({ topic: from, fromBeginning: true })

let done = 0
consumer.on(consumer.events.GROUP_JOIN, () => process.send({ what: 'joined' }))
await consumer.run({
  partitionsConsumedConcurrently: 6,
  eachBatch: async ({ batch, heartbeat }) => {
    if (done === 0) process.send({ what: 'first', atMs: Date.now() })
    const { messages, partition } = batch
    for (let at = 0; at < messages.length; at += SEND_RECORDS) {
      const part = messages
        .slice(at, at + SEND_RECORDS)
        .map(({ key, value, headers }) => ({ key, value, headers, partition }))
      await producer.send({ topic: to, messages: part, acks: -1 })
      await heartbeat()
      done += part.length
    }
    if (done >= Number(records)) process.send({ what: 'done', atMs: Date.now(), records: done })
  },
})

process.once('disconnect', () => process.exit(0))
process.once('SIGTERM', async () => {
  await Promise.allSettled([consumer.disconnect(), producer.disconnect()])
  process.exit(0)
})
