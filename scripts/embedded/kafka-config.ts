/** Settings of an embedded broker: one node that is broker and controller, on 127.0.0.1, small and quiet when idle. */

export type BrokerPorts = { readonly broker: number; readonly controller: number }

/**
 * Voters are static: with a controller port that changed since the last start, a quorum kept in the log would not
 * find itself again.
 */
export const serverProperties = (dataDir: string, ports: BrokerPorts): string => `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${ports.controller}
listeners=PLAINTEXT://127.0.0.1:${ports.broker},CONTROLLER://127.0.0.1:${ports.controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${ports.broker}
controller.listener.names=CONTROLLER
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
log.dirs=${dataDir}
auto.create.topics.enable=false
default.replication.factor=1
offsets.topic.replication.factor=1
offsets.topic.num.partitions=4
# Committed offsets outlive a long holiday; R4 stops a partition that lost its commit.
offsets.retention.minutes=525600
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
share.coordinator.state.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.threads=1
log.cleaner.dedupe.buffer.size=4194304
# Four by default, each of which wakes several times a second; the groups here are a handful.
group.coordinator.threads=1
num.network.threads=2
num.io.threads=4
background.threads=2
num.recovery.threads.per.data.dir=2
# A record twice a second into the metadata log, only to show that time passes: not with one node.
metadata.max.idle.interval.ms=0
# After a crash the controller waits this long before it believes that the broker of its own process is a new one.
broker.session.timeout.ms=5000
broker.heartbeat.interval.ms=1000
unclean.leader.election.enable=false
`

/** Warnings and the few lines of a start, in a file that never passes 3 × 5 MB. */
export const log4jProperties = (logFile: string): string => `
status=error
appender.file.type=RollingFile
appender.file.name=file
appender.file.fileName=${logFile}
appender.file.filePattern=${logFile}.%i
appender.file.layout.type=PatternLayout
appender.file.layout.pattern=%d{yyyy-MM-dd HH:mm:ss,SSS} %p %m (%c{1})%n%xThrowable
appender.file.policies.type=Policies
appender.file.policies.size.type=SizeBasedTriggeringPolicy
appender.file.policies.size.size=5MB
appender.file.strategy.type=DefaultRolloverStrategy
appender.file.strategy.max=2
rootLogger.level=warn
rootLogger.appenderRef.file.ref=file
logger.server.name=kafka.server.KafkaRaftServer
logger.server.level=info
`

/**
 * The serial collector needs no threads of its own and keeps the heap small; a quarter of a gigabyte holds 100
 * partitions and the demo's traffic. A `quick` start leaves out the optimising compiler, which costs seconds of CPU per
 * broker before it pays: benchmarks want it, a demo and tests do not.
 */
export const jvmFlags = (heapMb: number, quick: boolean): string[] => [
  '-Xms48m',
  `-Xmx${heapMb}m`,
  '-XX:+UseSerialGC',
  '-XX:MaxMetaspaceSize=128m',
  '-XX:ReservedCodeCacheSize=64m',
  '-XX:-UsePerfData',
  '-XX:+ExitOnOutOfMemoryError',
  '-Djava.awt.headless=true',
  ...(quick ? ['-XX:TieredStopAtLevel=1'] : []),
]
