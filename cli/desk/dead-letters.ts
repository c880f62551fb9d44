import type { Command } from 'commander'
import type { Answer } from '../../domain/api/endpoints.ts'
import { readPlace } from '../../domain/partition-place.ts'
import { plural } from '../../domain/words.ts'
import { type Api, openApi } from '../api.ts'
import type { Context } from '../context.ts'
import { CommandError, EXIT } from '../errors.ts'
import { printable, say, table } from '../terminal.ts'
import { openGroups } from './select.ts'

type Letter = Answer<'deadLetters'>['items'][number]
type Detail = Answer<'deadLetter'>

/** Bytes of a payload that does not decode: enough to see what it is. */
const HEX_BYTES = 256

const HELP = `
Examples:
  $ npm run hydro -- dead-letters
  $ npm run hydro -- dead-letters list --processor usage-relay --reason unknown_sku
  $ npm run hydro -- dead-letters list --source usage.actions:3@iad
  $ npm run hydro -- dead-letters show 17
What to do with them: \`redrive\` sends them to their processor again, \`discard\` decides that they are never billed.
`

type GroupsOptions = { processor?: string; source?: string; all?: boolean; json?: boolean }
type ListOptions = {
  processor?: string
  reason?: string
  state?: string
  source?: string
  site?: string
  topic?: string
  limit: string
  json?: boolean
}

const SOURCE_WORDS = 'only what was read from this partition, such as usage.actions:3@iad'
const sourceOf = (text: string): string => {
  if (readPlace(text)) return text
  throw new CommandError(
    `--source takes a partition such as usage.actions:3@iad, not "${printable(text)}".`,
    EXIT.usage,
  )
}

export const addDeadLetters = (program: Command, context: () => Context): void => {
  const command = program
    .command('dead-letters')
    .description('messages that could not be used: groups by cause (default), a list, or one decoded')
    .addHelpText('after', HELP)
  command
    .command('groups', { isDefault: true })
    .description('by processor and cause')
    .option('--processor <name>', 'only of this processor')
    .option('--source <topic:partition@site>', SOURCE_WORDS)
    .option('--all', 'also groups in which everything is done')
    .option('--json', 'as JSON')
    .action(async ({ processor, source, ...options }: GroupsOptions) => {
      const groups = await openGroups(openApi(context()), {
        show: options.all ? 'all' : 'open',
        ...(processor && { processor }),
        ...(source && { source: sourceOf(source) }),
      })
      say(options.json ? JSON.stringify(groups, null, 2) : groupsWords(groups))
    })
  command
    .command('list')
    .description('one by one, newest first')
    .option('--processor <name>', 'only of this processor')
    .option('--reason <class or fingerprint>', 'only with this error class or fingerprint')
    .option('--source <topic:partition@site>', SOURCE_WORDS)
    .option('--site <name>', 'only of usage events of this site')
    .option('--topic <name>', 'only of usage events of this topic')
    .option('--state <state>', 'open, redriving, redriven, discarded, or all', 'open')
    .option('--limit <n>', 'at most so many', '50')
    .option('--json', 'as JSON lines')
    .action((options: ListOptions) => list(openApi(context()), options))
  command
    .command('show')
    .description('one dead letter: the error, the headers, the payload decoded')
    .argument('<id>', 'its number')
    .option('--json', 'as JSON')
    .action(async (id: string, options: { json?: boolean }) => {
      if (!/^\d{1,18}$/.test(id))
        throw new CommandError(`"${id}" is no dead letter id; they are whole numbers.`, EXIT.usage)
      const letter = await openApi(context()).get('deadLetter', { id })
      say(options.json ? JSON.stringify(letter, null, 2) : letterWords(letter))
    })
}

const groupsWords = (groups: Awaited<ReturnType<typeof openGroups>>): string => {
  if (groups.length === 0) return 'No dead letters wait. Every message could be used or was dealt with.'
  const rows = groups.map((g) => [
    g.processor,
    g.errorClass,
    g.open,
    g.redriving,
    g.redriven,
    g.discarded,
    short(g.lastSeen),
    g.fingerprint,
    shorten(g.errorMessage, 90),
  ])
  const head = [
    'PROCESSOR',
    'ERROR CLASS',
    'OPEN',
    'REDRIVING',
    'REDRIVEN',
    'DISCARDED',
    'LAST SEEN',
    'FINGERPRINT',
    'NEWEST MESSAGE',
  ]
  const open = groups.reduce((n, g) => n + g.open, 0)
  return `${table(head, rows)}\n${plural(open, 'dead letter waits', 'dead letters wait')} in ${plural(groups.length, 'group')}.`
}

const list = async (api: Api, options: ListOptions): Promise<void> => {
  const limit = Number(options.limit)
  if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
    throw new CommandError('--limit takes 1 to 100000.', EXIT.usage)
  const isFingerprint = /^[0-9a-f]{16}$/.test(options.reason ?? '')
  const letters: Letter[] = []
  for (let cursor: string | undefined; letters.length < limit; ) {
    const page = await api.get(
      'deadLetters',
      {},
      {
        limit: Math.min(200, limit),
        ...(options.processor && { processor: options.processor }),
        ...(options.reason && isFingerprint && { fingerprint: options.reason }),
        ...(options.source && { source: sourceOf(options.source) }),
        ...(options.site && { site: options.site }),
        ...(options.topic && { topic: options.topic }),
        ...(options.state !== 'all' && { state: options.state as Letter['state'] }),
        ...(cursor && { cursor }),
      },
    )
    letters.push(...page.items.filter((l) => !options.reason || isFingerprint || l.errorClass === options.reason))
    if (page.nextCursor === null) break
    cursor = page.nextCursor
  }
  const shown = letters.slice(0, limit)
  if (options.json) {
    for (const letter of shown) say(JSON.stringify(letter))
    return
  }
  if (shown.length === 0) return say('No dead letter matches.')
  const head = ['ID', 'FAILED AT', 'PROCESSOR', 'SOURCE', 'ERROR CLASS', 'STATE', 'MESSAGE']
  say(
    table(
      head,
      shown.map((l) => [
        l.id,
        short(l.failedAt),
        l.processor,
        place(l.source),
        l.errorClass,
        l.state,
        shorten(l.errorMessage, 90),
      ]),
    ),
  )
}

export const letterWords = (letter: Detail): string => {
  const lines = [
    `Dead letter ${letter.id} of ${letter.processor}: ${letter.errorClass}, ${letter.state}`,
    `  ${printable(letter.errorMessage)}`,
    '',
    `  failed     ${short(letter.failedAt)}, delivery ${letter.attempt}`,
    `  read from  ${place(letter.source)}, written ${short(letter.sourceAt)}`,
    `  event      ${place(letter.origin)}, written ${short(letter.originAt)}`,
    `  kept in    ${letter.letter ? place(letter.letter) : 'not acknowledged yet'}`,
    `  account    ${letter.accountId ?? 'not known'}`,
    `  group      ${letter.fingerprint}`,
  ]
  if (letter.stateChangedAt) {
    lines.push(
      `  ${letter.state.padEnd(9)}  ${short(letter.stateChangedAt)} by ${letter.stateActor ?? '?'}: ${letter.stateReason ?? ''}`,
    )
  }
  const { payload } = letter
  if (payload === null)
    return [...lines, '', `The payload cannot be shown: ${letter.payloadMissing ?? 'no reason given'}`].join('\n')
  lines.push('', `Headers (key ${printable(payload.key ?? 'none')})`)
  for (const [name, value] of Object.entries(payload.headers)) {
    if (name === 'hydro-error-stack') continue // for engineers: --json has it
    lines.push(`  ${printable(name)}: ${printable(value)}`)
  }
  lines.push('')
  if (payload.decoded) {
    lines.push(`Payload, ${plural(payload.bytes, 'byte')}, ${payload.decoded.type}`)
    for (const [field, value] of Object.entries(payload.decoded.fields))
      lines.push(`  ${field}: ${printable(JSON.stringify(value))}`)
    return lines.join('\n')
  }
  const hex = Buffer.from(payload.base64, 'base64').subarray(0, HEX_BYTES)
  lines.push(`Payload, ${plural(payload.bytes, 'byte')}, does not decode: ${printable(payload.decodeError ?? '')}`)
  for (let at = 0; at < hex.length; at += 16) {
    const part = hex.subarray(at, at + 16)
    const text = part.toString('latin1').replace(/[^\x20-\x7e]/g, '.')
    lines.push(
      `  ${at.toString(16).padStart(4, '0')}  ${(part.toString('hex').match(/../g) ?? []).join(' ').padEnd(47)}  ${text}`,
    )
  }
  if (payload.bytes > hex.length) lines.push(`  … ${payload.bytes - hex.length} more; --json has them as base64`)
  return lines.join('\n')
}

const place = (p: { site: string; topic: string; partition: number; offset: string }): string =>
  `${p.topic}[${p.partition}]@${p.site} at ${p.offset}`
const short = (iso: string): string => iso.slice(0, 19).replace('T', ' ')
const shorten = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text
