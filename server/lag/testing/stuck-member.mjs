// A consumer that holds its partitions and never gets on: alone in a process, so that it can be killed.
import kafkajs from 'kafkajs'

const kafka = new kafkajs.Kafka({ brokers: process.env.BROKERS.split(','), logLevel: kafkajs.logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: process.env.GROUP, sessionTimeout: 6_000, heartbeatInterval: 500 })
await consumer.connect()
await consumer.subscribe({ topic: process.env.TOPIC, fromBeginning: true })
consumer.on(consumer.events.GROUP_JOIN, () => process.send('joined'))
await consumer.run({
  // The same record fails again and again, as a poisoned one does; heartbeats go on.
  eachBatch: async ({ heartbeat }) => {
    for (;;) {
      await heartbeat()
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
  },
})
