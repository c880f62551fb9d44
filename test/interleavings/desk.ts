/** Who releases rejected line items, who repairs lost rows, and who submits balanced files, in the simplest form that troubles the pipeline. */
import { uuidText } from '../../domain/line-item-id.ts'
import { topicOfCode } from '../../domain/pipeline.ts'
import { reasonCode } from '../../domain/reasons.ts'
import { csvFileRecord } from '../../server/csv/announce.ts'
import { releaseRecord } from '../../server/desk/send-releases.ts'
import { moveFile } from '../../server/files/move-file.ts'
import type { OutRecord } from '../../server/kafka/sender.ts'
import type { Client } from '../../server/postgres/pool.ts'
import { decodeLineItem } from '../../server/proto/codec.ts'
import { PARTITIONS } from './memory-log.ts'
import type { World } from './world.ts'

const RETRY = 'submission-filter.retry'

type Decided = {
  readonly id: string
  readonly attempt: number
  readonly topic: number
  readonly partition: number
  readonly at: number
}
type Release = { readonly key: string; readonly record: OutRecord }

export class Desk {
  readonly #world: World
  readonly #sent: OutRecord[] = []
  readonly #released = new Set<string>()
  /** Names of the files that went to Zuora. */
  readonly submitted = new Set<string>()

  constructor(world: World) {
    this.#world = world
  }

  /** One rejected line item, whatever the account is now; or an old release once more, to any partition. */
  async releaseOne(): Promise<void> {
    const { pick } = this.#world
    const old = this.#sent[pick(this.#sent.length)]
    if (old && pick(3) === 0) return this.#send({ ...old, partition: pick(PARTITIONS) })
    const rejected = await this.#rejected()
    const one = rejected[pick(rejected.length)]
    if (!one) return
    this.#send(one.record)
    if (pick(3) === 0) this.#send(pick(2) ? one.record : { ...one.record, partition: pick(PARTITIONS) })
  }

  /** One row that is proven to be lost; or a repair that is none, of what has its row. */
  async repairOne(): Promise<void> {
    const { pick } = this.#world
    const lost = await this.#lost()
    const one = lost[pick(lost.length)]
    if (one) this.#send(one.record)
    if (one && pick(3) > 0) return
    const placed = await this.#placed()
    const other = placed[pick(placed.length)]
    if (other) this.#send(other.record)
  }

  /** Everything that could be accepted now, and every row that is lost; false when there is nothing. */
  async releaseAll(): Promise<boolean> {
    const all = [...(await this.#rejected()), ...(await this.#lost())]
    const waiting = all.filter(({ key }) => !this.#released.has(key))
    for (const { key, record } of waiting) {
      this.#released.add(key)
      this.#send(record)
    }
    return waiting.length > 0
  }

  async #rejected(): Promise<Release[]> {
    const { rows } = await this.#world.database.query<Decided>(
      `select id, attempt, decided_by_topic as topic, decided_by_partition as partition, decided_by_offset as at
         from line_item where decision = 2 and reason <> $1 order by id`,
      [reasonCode('nothing_to_bill')],
    )
    return rows.map((row) => this.#release(row, null))
  }

  async #lost(): Promise<Release[]> {
    const lost = await this.#world.losses.proven()
    return lost.map(({ offset, booksTo, ...row }) => this.#release({ ...row, at: offset }, booksTo))
  }

  /** As if somebody had a proof that is wrong: the books hold a row, and a repair must not give a second one. */
  async #placed(): Promise<Release[]> {
    const { database, log } = this.#world
    const { rows } = await database.query<Decided>(
      `select l.id, l.attempt, decided_by_topic as topic, decided_by_partition as partition, decided_by_offset as at
         from line_item l join placement p on p.line_item_id = l.id and p.attempt = l.attempt order by l.id`,
    )
    return rows.map((row) => this.#release(row, log.of('billing.csv-files', row.partition).length))
  }

  #release({ id, attempt, topic, partition, at }: Decided, booksTo: number | null): Release {
    const { log, emptied } = this.#world
    const claimed = log.of(topicOfCode(topic).name, partition)[at]
    const record = claimed && releaseRecord({ attempt, booksTo }, { partition }, claimed, PARTITIONS)
    if (!record) throw new Error(`line item ${id} was claimed at ${topic} ${partition}:${at}, where it is not`)
    return { key: `${id}#${attempt} of database ${emptied}`, record }
  }

  #send(record: OutRecord): void {
    this.#sent.push(record)
    const offset = this.#world.log.append(RETRY, record.partition, [record])
    const id = uuidText(decodeLineItem(record.value).lineItemId).slice(-12)
    const what = record.headers && 'hydro-release-lost' in record.headers ? 'repairs' : 'releases'
    this.#world.note('desk', `${what} ${id} at ${record.partition}:${offset}`)
  }

  /** A balanced file goes out: once, and it is announced before (R22). */
  async submit(): Promise<void> {
    const { database, log } = this.#world
    const { rows } = await database.query<{ id: number; name: string; partition: number }>(
      `select id, name, partition from csv_file where state = 'balanced' order by id limit 1`,
    )
    const file = rows[0]
    if (!file) return
    this.#world.note('desk', `submits ${file.name}`)
    if (this.submitted.has(file.name)) throw new Error(`${file.name} would be submitted twice`)
    this.submitted.add(file.name)
    const key = `${file.name}/r1/1`
    await moveFile(database as unknown as Client, {
      fileId: file.id,
      from: ['balanced'],
      to: 'submitting',
      what: 'submitting',
      detail: {},
      actor: 'zuora-submitter',
    })
    await database.query(
      `insert into submission_attempt (file_id, revision, number, idempotency_key, state) values ($1, 1, 1, $2, 'started')`,
      [file.id, key],
    )
    const started = { fileId: file.id, revision: 1, idempotencyKey: key, number: 1, startedAtMs: Date.now() }
    const record = csvFileRecord(file.partition, { kind: 'attempt_started', ...started })
    log.append('billing.csv-files', file.partition, [record])
  }
}
