import pg from 'pg'

/**
 * Which files this process has in hand, told to other processes by advisory locks of one session: when the process dies
 * its locks go with it, at once, unlike the queue's own. Money does not hang on them (the file's state and Zuora's key do
 * that, R26); they keep two processes from sending the same file at the same time.
 */
export class FileLocks {
  readonly #databaseUrl: string
  #client: Promise<pg.Client> | null = null
  readonly #held = new Set<number>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(databaseUrl: string) {
    this.#databaseUrl = databaseUrl
  }

  get held(): readonly number[] {
    return [...this.#held]
  }

  /** False when this process or another one has the file. */
  async take(fileId: number): Promise<boolean> {
    if (this.#held.has(fileId)) return false
    this.#held.add(fileId)
    try {
      const taken = await this.#inTurn(async () => {
        const client = await this.#session()
        const { rows } = await client.query<{ taken: boolean }>(
          "select pg_try_advisory_lock(hashtextextended('zuora-submit:' || $1::text, 0)) as taken",
          [fileId],
        )
        return rows[0]?.taken ?? false
      })
      if (!taken) this.#held.delete(fileId)
      return taken
    } catch (error) {
      this.#held.delete(fileId)
      throw error
    }
  }

  async give(fileId: number): Promise<void> {
    this.#held.delete(fileId)
    await this.#inTurn(async () => {
      const client = await this.#client?.catch(() => null)
      // A session that broke has no locks left to give back.
      await client
        ?.query("select pg_advisory_unlock(hashtextextended('zuora-submit:' || $1::text, 0))", [fileId])
        .catch(() => {})
    })
  }

  async close(): Promise<void> {
    const client = await this.#client?.catch(() => null)
    this.#client = null
    await client?.end().catch(() => {})
  }

  /** One question at a time: a session answers no two at once. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => {})
    return mine
  }

  #session(): Promise<pg.Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = null
      throw error
    })
    return this.#client
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#databaseUrl,
      application_name: 'hydrometer zuora-submitter locks',
    })
    const forget = () => {
      this.#client = null
    }
    client.on('error', forget)
    client.on('end', forget)
    await client.connect()
    return client
  }
}
