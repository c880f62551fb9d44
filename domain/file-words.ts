/** What happened to a CSV file, in words for finance. Pure: from what is recorded. */
import type { CsvFile } from './api/files.ts'
import { count, plural } from './words.ts'

const WORDS: Readonly<Record<string, string>> = {
  opened: 'Opened',
  closing: 'Closed to new rows; its range is decided',
  closed: 'Written to the object store',
  balanced: 'The books balance: rows, quantities and digest agree',
  quarantined: 'Quarantined: the books differ',
  submission_started: 'An attempt to submit it is recorded',
  submission_delayed: 'Not taken yet',
  zuora_accepted: 'Zuora took the file and imports it',
  zuora_refused: 'Zuora refused it',
  outcome_unknown: 'The outcome of the attempt is not known',
  person_needed: 'A person has to look',
  found_at_zuora: 'Found at Zuora under its name',
  not_found_at_zuora: 'Not found at Zuora under its name',
  import_completed: 'Zuora imported it',
  import_failed: 'The import failed at Zuora',
  status_delayed: 'Zuora has no final answer yet',
  unknown: 'An attempt is in the log without its outcome',
}

/** What is recorded with these says the same again. */
const SAID: ReadonlySet<string> = new Set(['zuora_accepted', 'import_completed'])
/** After words about Zuora, and before more: neither twice the subject nor two full stops. */
const after = (message: string): string => message.replace(/^Zuora answered /, '').replace(/\.$/, '')

export const fileMomentWords = (what: string, detail: Record<string, unknown>): string => {
  const words = WORDS[what] ?? what.replaceAll('_', ' ')
  const more = detail.words ?? detail.message ?? detail.difference ?? detail.why
  return typeof more === 'string' && more !== '' && !SAID.has(what) ? `${words}: ${after(more)}` : words
}

const rows = (n: number): string => plural(n, 'row')

/** Where a file stands and what happens next, in one or two sentences. */
export const fileReading = (file: CsvFile, lastMessage: string | null): string => {
  switch (file.state) {
    case 'open':
      return `It grows: ${rows(file.rows)} so far. It closes at ${count(file.maxBytes)} bytes or after ${count(file.maxAgeSeconds)} seconds, whichever is first.`
    case 'closing':
      return `It takes no more rows; its ${rows(file.rows)} are being written to the object store.`
    case 'closed':
      return `It is written with ${rows(file.rows)}. The books are compared next; it leaves only if they balance.`
    case 'balanced':
      return `Its books balance: ${rows(file.rows)}. It goes to Zuora by itself.`
    case 'submitting':
      return `It is on its way to Zuora${lastMessage ? `; the last try: ${after(lastMessage)}` : ''}. The same key is used until the outcome is known.`
    case 'submitted':
      return `Zuora took its ${rows(file.rows)} and imports them; the status is asked until it is final.`
    case 'imported':
      return `Zuora imported all ${rows(file.rows)}. Nothing is left to do.`
    case 'refused':
      return `Zuora refused it${lastMessage ? `: ${after(lastMessage)}` : ''}. None of its ${rows(file.rows)} is billed; a person has to look.`
    case 'unknown':
      return `Whether Zuora has it is not known${lastMessage ? `: ${after(lastMessage)}` : ''}. It is not sent again before that is settled.`
    case 'quarantined':
      return `Its books differ${file.difference ? `: ${after(file.difference)}` : ''}. It does not leave; a person has to look.`
  }
}
