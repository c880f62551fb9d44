/** What would happen, the question, what happened: the same for redrive, release and discard. */
import type { Answer } from '../../domain/api/endpoints.ts'
import { count, plural } from '../../domain/words.ts'
import { CommandError, EXIT } from '../errors.ts'
import { confirm, note, printable, say } from '../terminal.ts'

export type CommandAnswer = Answer<'redriveDeadLetters'>

export type Asking<S> = {
  /** redrive */
  readonly verb: string
  /** What follows the number of them afterwards: the desk sends them within a second or so. */
  readonly done: string
  /** dead letter */
  readonly what: string
  /** What it means for the data, said before the question. */
  readonly meaning: string
  readonly selections: readonly S[]
  readonly send: (select: S, dryRun: boolean, why: string) => Promise<CommandAnswer>
}

export type ActOptions = { readonly yes?: boolean; readonly dryRun?: boolean; readonly why?: string }

/** More rounds than any selection needs: a person should look when thousands keep coming. */
const ROUNDS_MAX = 10_000

export const act = async <S>(asking: Asking<S>, options: ActOptions): Promise<void> => {
  const { verb, what, selections, send } = asking
  const planned: CommandAnswer[] = []
  for (const select of selections) planned.push(await send(select, true, ''))
  const plan = sum(planned)
  say(preview(asking, plan))
  if (plan.acted === 0) {
    process.exitCode = plan.selected === 0 ? EXIT.refused : EXIT.done
    return
  }
  if (options.dryRun) return say('Nothing was changed: this was a dry run.')
  say(asking.meaning)
  const more = plan.more ? ' and those beyond' : ''
  if (!(await confirm(`${capital(verb)} ${plural(plan.acted, what)}${more}?`, options.yes))) {
    return say('Nothing was changed.')
  }
  const why = options.why?.trim() || `${verb} on the command line`
  const results: CommandAnswer[] = []
  for (const select of selections) {
    // The API bounds one command; each round takes what the one before left.
    for (let round = 0; round < ROUNDS_MAX; round++) {
      const answer = await send(select, false, why).catch((error: unknown) => failed(asking, results, error))
      results.push(answer)
      if (!answer.more || answer.acted === 0) break
      note(`${count(sum(results).acted)} so far`)
    }
  }
  report(asking, sum(results))
}

const failed = <S>(asking: Asking<S>, results: readonly CommandAnswer[], error: unknown): never => {
  const { acted } = sum(results)
  if (acted === 0 || !(error instanceof CommandError)) throw error
  throw new CommandError(
    `${plural(acted, asking.what)} ${asking.done}; then: ${error.message} Give the command again for the rest: what is done is not done twice.`,
    error.exitCode,
  )
}

const preview = <S>({ verb, what }: Asking<S>, plan: CommandAnswer): string => {
  if (plan.selected === 0) return `No ${what} is selected; there is nothing to ${verb}.`
  const lines = [
    `Would ${verb} ${count(plan.acted)} of ${plural(plan.selected, what)}${plan.more ? ' and more beyond these' : ''}.`,
  ]
  for (const { topic, count: n } of plan.to) lines.push(`  ${count(n)} to ${topic}`)
  for (const { why, count: n } of plan.skipped) lines.push(`  ${count(n)} left as they are: ${printable(why)}`)
  return lines.join('\n')
}

const report = <S>({ what, done }: Asking<S>, result: CommandAnswer): void => {
  say(`${plural(result.acted, what)} ${done}.`)
  for (const { why, count: n } of result.skipped) say(`  ${count(n)} left as they are: ${printable(why)}`)
  if (result.auditId) say(`  Audit log entry ${result.auditId}.`)
  if (result.acted === 0) process.exitCode = EXIT.refused
}

/** Figures of several answers as one. */
export const sum = (answers: readonly CommandAnswer[]): CommandAnswer => {
  const skipped = new Map<string, number>()
  const to = new Map<string, number>()
  for (const answer of answers) {
    for (const { why, count: n } of answer.skipped) skipped.set(why, (skipped.get(why) ?? 0) + n)
    for (const { topic, count: n } of answer.to) to.set(topic, (to.get(topic) ?? 0) + n)
  }
  return {
    dryRun: answers.every((a) => a.dryRun),
    selected: answers.reduce((n, a) => n + a.selected, 0),
    acted: answers.reduce((n, a) => n + a.acted, 0),
    skipped: [...skipped].map(([why, n]) => ({ why, count: n })),
    to: [...to].map(([topic, n]) => ({ topic, count: n })),
    more: answers.some((a) => a.more),
    words: answers.map((a) => a.words).join(' '),
    auditId: answers.at(-1)?.auditId ?? null,
  }
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)
