import type { Account } from '../../domain/api/accounts.ts'
import type { Page } from '../../domain/api/common.ts'
import type { CsvFile } from '../../domain/api/files.ts'
import type { LineItem, Passport } from '../../domain/api/line-items.ts'
import type { PlaceHit } from '../../domain/api/topics.ts'
import { archivedEventSql, archivedSql } from '../../domain/archived-sql.ts'
import { unitOf } from '../../domain/words.ts'
import { exact, plural, shortFileName } from '../format.ts'
import type { GlyphName } from '../glyph.tsx'
import { FILE_STATE_LOOK } from '../glyph.tsx'
import { api, to } from '../paths.ts'
import { ApiProblem, getJson } from '../query.ts'

/** What a search finds: where to go, and words that say what it is. */
export type Hit = {
  readonly href: string
  readonly kind: string
  readonly title: string
  readonly detail: string
  readonly glyph: GlyphName
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
/** `topic:partition:offset@site`; without a site: every site. */
const PLACE = /^([a-z][\w.-]*):(\d{1,6}):(\d{1,19})(?:@([\w-]+))?$/i
const FEW = 6

/** What kind of identifier a text is: decides what is asked. A text may be several. */
export const kindsOf = (text: string): readonly ('uuid' | 'place' | 'file' | 'account')[] => {
  if (UUID.test(text)) return ['uuid']
  if (PLACE.test(text)) return ['place']
  if (/^usage-|\.csv$/i.test(text)) return ['file']
  if (/^\d{1,19}$/.test(text)) return ['account', 'file']
  return ['account', 'file']
}

/** An id that nobody knows is an empty answer here, not an error; so is what the role may not see. */
const orNone = <T>(promise: Promise<T>): Promise<T | null> =>
  promise.catch((error: unknown) => {
    if (error instanceof ApiProblem && [400, 403, 404].includes(error.status)) return null
    throw error
  })

export async function find(text: string, signal: AbortSignal): Promise<Hit[]> {
  const asked = text.trim()
  if (asked === '') return []
  const found = await Promise.all(
    kindsOf(asked).map((kind): Promise<Hit[]> => {
      switch (kind) {
        case 'uuid':
          return byUuid(asked.toLowerCase(), signal)
        case 'place':
          return byPlace(asked, signal)
        case 'file':
          return byFile(asked, signal)
        default:
          return byAccount(asked, signal)
      }
    }),
  )
  return found.flat()
}

const lineItemHit = (
  item: Pick<LineItem, 'id' | 'quantity' | 'unitOfMeasure' | 'sku' | 'state'>,
  kind: string,
): Hit => ({
  href: to.lineItem(item.id),
  kind,
  title: item.id,
  detail: `${exact(item.quantity)} ${unitOf(item.quantity, item.unitOfMeasure)} of ${item.sku}, ${item.state.replace('_', ' ')}`,
  glyph: item.state === 'imported' ? 'imported' : item.state === 'rejected' ? 'rejected' : 'closed',
})

/** Its month was dropped: the warehouse has it. */
const archivedHit = (id: string): Hit => ({
  href: to.warehouse({ sql: archivedSql(id) }),
  kind: 'In the archive',
  title: id,
  detail: 'its month is no longer kept here; ask the warehouse',
  glyph: 'closed',
})

/** An event id says nothing of its time, and some months were dropped. */
const perhapsArchivedHit = (id: string, keptFrom: string): Hit => ({
  href: to.warehouse({ sql: archivedEventSql(id) }),
  kind: 'Perhaps in the archive',
  title: id,
  detail: `as an event id: usage from before ${keptFrom.slice(0, 7)} is no longer kept here; ask the warehouse`,
  glyph: 'closed',
})

async function byUuid(id: string, signal: AbortSignal): Promise<Hit[]> {
  let isDropped = false
  const passport = getJson<Passport>(api.lineItem(id), {}, signal).catch((error: unknown) => {
    if (!(error instanceof ApiProblem && error.status === 410)) throw error
    isDropped = true
    return null
  })
  const [item, ofEvent] = await Promise.all([
    orNone(passport),
    orNone(getJson<Page<LineItem> & { keptFrom: string | null }>(api.lineItems, { eventId: id }, signal)),
  ])
  return [
    ...(item ? [lineItemHit(item, 'Line item')] : []),
    ...(isDropped ? [archivedHit(id)] : []),
    ...(!item && !isDropped && ofEvent?.keptFrom ? [perhapsArchivedHit(id, ofEvent.keptFrom)] : []),
    ...(ofEvent?.items ?? []).map((found) => lineItemHit(found, 'Line item of the event')),
  ]
}

const fileHit = (file: CsvFile, kind = 'File'): Hit => ({
  href: to.file(file.id),
  kind,
  title: shortFileName(file.name),
  detail: `${FILE_STATE_LOOK[file.state].word}, ${plural(file.rows, 'row')}`,
  glyph: FILE_STATE_LOOK[file.state].glyph,
})

async function byFile(text: string, signal: AbortSignal): Promise<Hit[]> {
  const files = await orNone(getJson<Page<CsvFile>>(api.files, { q: text, limit: FEW }, signal))
  return (files?.items ?? []).map((file) => fileHit(file))
}

async function byAccount(text: string, signal: AbortSignal): Promise<Hit[]> {
  const accounts = await orNone(getJson<Page<Account>>(api.accounts, { query: text, limit: FEW }, signal))
  return (accounts?.items ?? []).map((account) => ({
    href: to.customer(account.id),
    kind: 'Customer',
    title: account.login,
    detail: `account ${account.id}${account.zuoraAccountNumber ? `, Zuora ${account.zuoraAccountNumber}` : ', no Zuora account yet'}`,
    glyph: account.standing === 'ACTIVE' ? 'ok' : 'aside',
  }))
}

/**
 * A place in the log: its line item, the file whose range holds it, the dead letter that came of it, and the message
 * itself for those who may see it. Without a site the server asks home for billing topics and every site for the others.
 */
async function byPlace(text: string, signal: AbortSignal): Promise<Hit[]> {
  const [, topic = '', partition = '', offset = '', site] = PLACE.exec(text) ?? []
  const found = await orNone(
    getJson<{ items: PlaceHit[] }>(api.place, { topic, partition, offset, site: site?.toLowerCase() }, signal),
  )
  return (found?.items ?? []).flatMap((hit): Hit[] => {
    const place = `${topic}:${partition}:${offset}@${hit.site}`
    if (hit.deadLetter)
      return [
        {
          href: to.deadLetters({
            processor: hit.deadLetter.processor,
            ...(hit.deadLetter.state === 'open' ? {} : { state: hit.deadLetter.state }),
            cause: `${hit.deadLetter.processor} ${hit.deadLetter.fingerprint}`,
            letter: hit.deadLetter.id,
          }),
          kind: 'Dead letter',
          title: place,
          detail: hit.words,
          glyph: 'dead',
        },
      ]
    if (hit.lineItemId)
      return [
        {
          href: to.lineItem(hit.lineItemId),
          kind: 'Line item',
          title: hit.lineItemId,
          detail: hit.words,
          glyph: 'closed',
        },
      ]
    if (hit.fileId)
      return [{ href: to.file(hit.fileId), kind: 'File', title: place, detail: hit.words, glyph: 'closed' }]
    return [
      {
        href: to.topics({ site: hit.site, topic, partition, offset }),
        kind: 'Record',
        title: place,
        detail: hit.words,
        glyph: 'missing',
      },
    ]
  })
}
