// A worker for tests: joins the consumer group of its arguments and tells its supervisor, as real ones do.
import kafkajs from 'kafkajs'

const [brokers, topic, groupId, site] = process.argv.slice(2)
const kafka = new kafkajs.Kafka({ clientId: 'member', brokers: brokers.split(','), logLevel: kafkajs.logLevel.NOTHING })
// Five minutes, for the session and for rebalances: a group that is free sooner was left for this member.
const FIVE_MINUTES = 300_000
const timeouts = { sessionTimeout: FIVE_MINUTES, rebalanceTimeout: FIVE_MINUTES, heartbeatInterval: 1_000 }
const consumer = kafka.consumer({ groupId, ...timeouts })
consumer.on('consumer.group_join', ({ payload }) => {
  process.send({ type: 'joined', site, groupId, memberId: payload.memberId })
  process.send({ type: 'state', state: 'running', message: payload.memberId })
})
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch: async () => undefined })
