/** Postgres and the brokers of `npm start`: started together, started again when one dies, stopped last. */
import { join } from 'node:path'
import { Backoff } from '../../server/supervisor/backoff.ts'
import type { Progress } from '../bootstrap/progress.mjs'
import { type EmbeddedBroker, startBroker } from '../embedded/kafka.ts'
import { hasKafkaJars, kafkaJars } from '../embedded/kafka-jars.ts'
import { type EmbeddedPostgres, startPostgres } from '../embedded/postgres.ts'
import type { DataFolder } from './data-folder.ts'
import { EMBEDDED_SITES, type Plan } from './plan.ts'

type Server = { readonly pid: number; readonly stop: () => Promise<void> }

/**
 * Starts a server and starts it again, in the same folder and on the same port, when it dies on its own: workers stand
 * still meanwhile and go on by themselves.
 */
class KeptServer<T extends Server> {
  private current?: T
  private launching?: Promise<T>
  private stopping = false
  private readonly backoff = new Backoff()

  constructor(
    private readonly name: string,
    private readonly launch: (onDeath: (how: string) => void) => Promise<T>,
    private readonly say: Progress['say'],
    private readonly onStart: (pid: number) => Promise<void>,
  ) {}

  async start(): Promise<T> {
    const startedAt = Date.now()
    this.launching = this.launch((how) => void this.died(how, Date.now() - startedAt))
    const server = await this.launching
    this.current = server
    await this.onStart(server.pid)
    return server
  }

  private async died(how: string, ranForMs: number): Promise<void> {
    if (this.stopping || !this.current) return
    this.current = undefined
    this.say(`${this.name} ended by itself (${how}). Workers wait and nothing is lost; it is started again.`)
    while (!this.stopping) {
      await new Promise((resolve) => setTimeout(resolve, this.backoff.next(ranForMs)))
      if (this.stopping) return
      try {
        await this.start()
        this.say(`${this.name} is back.`)
        return
      } catch (error) {
        this.say((error as Error).message)
      }
    }
  }

  async stop(): Promise<void> {
    this.stopping = true
    // Asked to stop while it comes up: it is stopped once it can be.
    await this.launching?.then(
      (server) => server.stop(),
      () => undefined,
    )
  }
}

export type Embedded = {
  readonly databaseUrl?: string
  readonly kafkaSites?: string
  /** Said on the terminal: where Postgres had to put its data. */
  readonly remarks: readonly string[]
}

export class EmbeddedServers {
  private readonly postgres?: KeptServer<EmbeddedPostgres>
  private readonly brokers: { readonly site: string; readonly server: KeptServer<EmbeddedBroker> }[] = []

  constructor(
    private readonly plan: Plan,
    data: DataFolder,
    private readonly progress: Progress,
  ) {
    const { say } = progress
    const kept = <T extends Server>(
      name: string,
      launch: (onDeath: (how: string) => void) => Promise<T>,
      title: string,
    ) => new KeptServer<T>(title, launch, say, (pid) => data.processes.add(name, pid))
    if (plan.embedded.postgres) {
      const dir = join(data.path, 'postgres')
      this.postgres = kept('postgres', (onDeath) => startPostgres({ dir, onDeath }), 'Postgres')
    }
    for (const site of plan.embedded.kafka ? EMBEDDED_SITES : []) {
      const dir = join(data.path, `kafka-${site}`)
      const server = kept(
        `kafka-${site}`,
        (onDeath) => startBroker({ site, dir, onDeath, quick: true }),
        `Kafka at ${site}`,
      )
      this.brokers.push({ site, server })
    }
  }

  async start(): Promise<Embedded> {
    const { progress } = this
    // As soon as one cannot start there is nothing to wait for; `stop` ends the others.
    const [postgres, brokers] = await Promise.all([
      this.postgres && progress.step('Postgres', () => this.postgres!.start()),
      this.startBrokers(),
    ])
    return {
      databaseUrl: postgres?.url,
      kafkaSites: brokers?.map((b) => `${b.site}=${b.brokers.join(',')}`).join(';'),
      remarks: postgres?.moved ? [postgres.moved] : [],
    }
  }

  private async startBrokers(): Promise<EmbeddedBroker[] | undefined> {
    if (!this.plan.embedded.kafka) return undefined
    await this.fetchJars()
    return Promise.all(
      this.brokers.map(({ site, server }) => this.progress.step(`Kafka at ${site}`, () => server.start())),
    )
  }

  private async fetchJars(): Promise<void> {
    if (await hasKafkaJars()) return
    await this.progress.step('Kafka fetched by Maven', kafkaJars, '44 MB, the first time only')
  }

  async stopBrokers(): Promise<void> {
    await Promise.allSettled(this.brokers.map(({ server }) => server.stop()))
  }

  async stopPostgres(): Promise<void> {
    await this.postgres?.stop()
  }
}
