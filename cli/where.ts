import type { Command } from 'commander'
import type { Answer } from '../domain/api/endpoints.ts'
import { archivedEventSql } from '../domain/archived-sql.ts'
import { type Api, ApiRefusal, openApi } from './api.ts'
import type { Context } from './context.ts'
import { CommandError, EXIT } from './errors.ts'
import { printable, say } from './terminal.ts'

type Passport = Answer<'lineItem'>

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const HELP = `
Example:
  $ npm run hydro -- where 01a205b3-d000-86a4-a775-7a31f2dacd9e
`

export const addWhere = (program: Command, context: () => Context): void => {
  program
    .command('where')
    .description('say where a usage event or line item is: every step from the event to the bill')
    .argument('<id>', 'a line item id or an event id')
    .option('--json', 'print the passport as JSON')
    .addHelpText('after', HELP)
    .action(async (id: string, options: { json?: boolean }) => {
      const found = await passports(openApi(context()), id)
      if (options.json) return say(JSON.stringify(found, null, 2))
      say(found.map(passportWords).join('\n\n'))
    })
}

const passports = async (api: Api, id: string): Promise<Passport[]> => {
  if (!UUID.test(id))
    throw new CommandError(`"${id}" is no UUID, so it is no line item id and no event id.`, EXIT.usage)
  try {
    return [await api.get('lineItem', { id })]
  } catch (error) {
    if (!(error instanceof ApiRefusal) || error.code !== 'not_found') throw error
  }
  const { items, keptFrom } = await api.get('lineItems', {}, { eventId: id })
  if (items.length > 0) return Promise.all(items.map((item) => api.get('lineItem', { id: item.id })))
  if (keptFrom)
    throw new CommandError(
      `No line item that is kept here has the id or event id ${id}. If it is an event id of usage from before ${keptFrom.slice(0, 10)}, its line item was dropped from Postgres and is in the archive: npm run hydro -- sql "${archivedEventSql(id)}". Otherwise the event was never sent, or it is on its way (some seconds), or it is a dead letter: see \`npm run hydro -- dead-letters\`.`,
    )
  throw new CommandError(
    `No line item has the id or event id ${id}. Either the event was never sent, or it is on its way (some seconds), or it is a dead letter: see \`npm run hydro -- dead-letters\`.`,
  )
}

export const passportWords = (p: Passport): string => {
  const lines = [
    printable(p.reading),
    '',
    `  line item  ${p.id}  (${p.state.replaceAll('_', ' ')})`,
    `  event      ${p.eventId}  from ${p.origin.site} ${p.origin.topic}[${p.origin.partition}] at ${p.origin.offset}`,
    `  account    ${p.accountId}${p.account ? `  ${printable(p.account.login)}  ${p.account.zuoraAccountNumber || 'no Zuora account'}` : '  not known'}`,
    `  usage      ${p.quantity} ${p.unitOfMeasure} of ${p.sku}${p.event?.repositoryName ? ` in ${printable(p.event.repositoryName)}` : ''}`,
    `  decision   ${p.decision.replaceAll('_', ' ')}${p.reasonWords ? `: ${p.reasonWords}` : ''}${p.attempt > 1 ? ` (attempt ${p.attempt})` : ''}`,
  ]
  if (p.file) lines.push(`  file       ${p.file.name}, row ${p.rowNumber} of ${p.file.rows}, ${p.file.state}`)
  if (p.releaseRequested) {
    lines.push(
      `  released   asked for by ${p.releaseRequested.actor} at ${time(p.releaseRequested.at)}: ${p.releaseRequested.why}`,
    )
  }
  lines.push('')
  for (const step of p.timeline) lines.push(`  ${timeOf(step).padEnd(26)}  ${printable(step.words)}`)
  return lines.join('\n')
}

/** `by 2026-11-23 10:15:00.250` where it is known to the second: it happened by then, at most a second before. */
const timeOf = ({ at, isBy, isDone }: Passport['timeline'][number]): string => {
  if (at === null) return isDone ? '(time not kept)' : 'still to come'
  return isBy ? `by ${time(at)}` : time(at)
}

/** 2026-11-23T10:15:00.000Z → 2026-11-23 10:15:00.000 */
const time = (iso: string): string => iso.replace('T', ' ').replace(/Z$/, '').padEnd(23)
