/** The way of a line item in words, from what is recorded about it. Pure. */
import type { Passport } from './api/line-items.ts'
import { topicNamed } from './pipeline.ts'
import { unitOf } from './words.ts'

type Facts = Omit<Passport, 'timeline' | 'reading'>
type Step = Omit<Passport['timeline'][number], 'isDone' | 'isBy'>

/** Told in another tense than what is to come: of these nobody keeps the time, or it stands in a log that is away. */
const DONE_WITHOUT_TIME: ReadonlySet<Step['step']> = new Set([
  'recorded',
  'relayed',
  'quarantined',
  'refused',
  'unknown',
])

/** Times that are kept to the second: by then it had happened. */
const KEPT_BY: ReadonlySet<Step['step']> = new Set(['relayed', 'in_file', 'booked'])

const isDone = (facts: Facts, { at, step }: Step): boolean =>
  at !== null || DONE_WITHOUT_TIME.has(step) || (step === 'booked' && facts.file !== null)

const decisionSteps = (facts: Facts): Step[] => {
  const decisions = [
    ...facts.history,
    {
      attempt: facts.attempt,
      decision: facts.decision,
      reasonWords: facts.reasonWords,
      decidedAt: facts.decidedAt,
      claim: facts.claim,
    },
  ]
  return decisions.flatMap((d, i): Step[] => {
    const released: Step[] =
      i === 0
        ? []
        : [
            {
              at: d.decidedAt,
              step: 'released',
              words: `${decisions[i - 1]?.decision === 'accepted' ? 'Its row was lost' : 'Released'}: decided again, attempt ${d.attempt}`,
              place: d.claim,
            },
          ]
    const words =
      d.decision === 'accepted'
        ? `Accepted${facts.account ? ` for ${facts.account.login}` : ''}`
        : d.decision === 'rejected'
          ? `Rejected: ${d.reasonWords ?? 'no reason recorded'}`
          : 'Set aside'
    return [...released, { at: d.decidedAt, step: d.decision, words, place: d.claim }]
  })
}

const fileSteps = (facts: Facts): Step[] => {
  const { file } = facts
  if (facts.decision !== 'accepted') return []
  if (!file) return [{ at: null, step: 'booked', words: 'Not in a file yet', place: null }]
  const steps: Step[] = placeSteps(facts, file)
  const moment = (at: string | null, step: Step['step'], words: string, coming: string) =>
    steps.push({ at, step, words: at ? words : coming, place: null })
  moment(file.closedAt, 'closed', 'The file closed', 'The file still grows')
  // The last rows of a file are booked when it has closed.
  const [booked, closed] = steps.slice(-2) as [Step, Step]
  if (booked.at !== null && closed.at !== null && booked.at > closed.at) steps.splice(-2, 2, closed, booked)
  if (file.state === 'quarantined')
    return [
      ...steps,
      {
        at: null,
        step: 'quarantined',
        words: 'The file is quarantined: its books differ, and it does not leave',
        place: null,
      },
    ]
  moment(file.balancedAt, 'balanced', 'The books of the file balanced', 'The file is to balance next')
  if (file.state === 'refused')
    return [
      ...steps,
      { at: facts.attempts.at(-1)?.answeredAt ?? null, step: 'refused', words: 'Zuora refused the file', place: null },
    ]
  if (file.state === 'unknown')
    return [
      ...steps,
      {
        at: facts.attempts.at(-1)?.lastTriedAt ?? null,
        step: 'unknown',
        words: 'Whether Zuora has the file is not known',
        place: null,
      },
    ]
  moment(file.submittedAt, 'submitted', 'Zuora took the file', 'Not submitted yet')
  moment(file.importedAt, 'imported', 'Zuora imported the file', 'Not imported yet')
  return steps
}

/** In a file, and booked: one step where no times of them are kept. A row is in its file before the file closes. */
const placeSteps = ({ times, rowNumber }: Facts, file: NonNullable<Facts['file']>): Step[] => {
  const words = `Row ${rowNumber} of ${file.name}`
  const earlier = (at: string, bound: string | null) => (bound !== null && bound < at ? bound : at)
  const { inFileBy, bookedBy } = times
  if (inFileBy === null || bookedBy === null) return [{ at: null, step: 'booked', words, place: null }]
  return [
    { at: earlier(inFileBy, file.closedAt), step: 'in_file', words, place: null },
    { at: earlier(bookedBy, file.balancedAt), step: 'booked', words: 'Booked: its place is recorded', place: null },
  ]
}

export const passportTimeline = (facts: Facts): Passport['timeline'] =>
  stepsOf(facts).map((step) => ({
    ...step,
    isDone: isDone(facts, step),
    isBy: step.at !== null && KEPT_BY.has(step.step),
  }))

const stepsOf = (facts: Facts): Step[] => [
  {
    at: facts.endedAt,
    step: 'happened',
    words: `${facts.quantity} ${unitOf(facts.quantity, facts.unitOfMeasure)} of ${facts.sku} used`,
    place: null,
  },
  {
    at: facts.event?.recordedAt ?? null,
    step: 'recorded',
    words: `Recorded at ${facts.origin.site} in ${topicNamed(facts.origin.topic)?.name ?? facts.origin.topic}`,
    place: facts.origin,
  },
  { at: facts.times.relayedBy, step: 'relayed', words: 'Relayed to the home site as a line item', place: null },
  ...decisionSteps(facts),
  ...fileSteps(facts),
]

const UTC = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`

/** Readable to a customer as it stands. */
export const passportReading = (facts: Facts): string => {
  const what = `${facts.quantity} ${unitOf(facts.quantity, facts.unitOfMeasure)} of ${facts.sku} on ${facts.startedAt.slice(0, 10)}`
  const { file } = facts
  if (facts.decision === 'rejected') {
    const next = facts.releaseRequested ? ' A person asked for a new decision; it follows within seconds.' : ''
    return `${what} is not billed: ${facts.reasonWords ?? 'no reason recorded'}.${next}`
  }
  if (facts.decision === 'set_aside')
    return `${what} was set aside: the billing system refused its row, and a person looks at it.`
  if (!file && facts.releaseRequested)
    return `${what} is accepted, and its row was lost. A person asked for a new one; it follows within seconds.`
  if (!file) return `${what} is accepted and on its way into a file.`
  const row = `row ${facts.rowNumber} of ${file.name}`
  switch (file.state) {
    case 'imported':
      return `${what} was billed: ${row}, imported by Zuora${file.importedAt ? ` ${UTC(file.importedAt)}` : ''}.`
    case 'submitted':
      return `${what} is with Zuora as ${row}; its import is not final yet.`
    case 'quarantined':
      return `${what} is ${row}, which is held because its books differ. It is not billed yet.`
    case 'refused':
      return `${what} is ${row}, which Zuora refused. It is not billed yet.`
    case 'unknown':
      return `${what} is ${row}; whether Zuora has it is being settled.`
    default:
      return `${what} is ${row}, which has not gone to Zuora yet.`
  }
}
