import type { Pipeline } from '../domain/api/pipeline.ts'
import { sentence } from '../domain/words.ts'
import { zuoraWait } from '../domain/zuora-wait.ts'
import { count, plural, roughly, shortFileName } from './format.ts'
import type { ReadingView } from './overview/readings.tsx'
import { to } from './paths.ts'

/** The Readings of pages whose sentence is not made by the API: computed from its figures, never written by hand. */

/** The ledger: what needs a person; else how much is at Zuora, in numbers. */
export const filesVerdict = (pipeline: Pipeline): ReadingView => {
  const trouble = pipeline.filesInTrouble
  const worst = trouble[0]
  const files = (state: string) => pipeline.money.states.find((row) => row.state === state)
  const imported = files('imported')
  const atZuora = imported && imported.files > 0
  const well = atZuora
    ? `${plural(imported.rows, 'row')} of today ${imported.rows === 1 ? 'is' : 'are'} at Zuora in ${plural(imported.files, 'file')}, each with equal books.`
    : 'No file of today is at Zuora yet.'
  const wait = zuoraWait(pipeline)
  if (worst) {
    const held = trouble.filter((file) => file.state === 'quarantined').length
    const refused = trouble.filter((file) => file.state === 'refused').length
    const unknown = trouble.filter((file) => file.state === 'unknown').length
    const parts = [
      held > 0 ? `${plural(held, 'file')} ${held === 1 ? 'is' : 'are'} held because the books differ` : '',
      refused > 0 ? `Zuora refused ${plural(refused, 'file')}` : '',
      unknown > 0 ? `the outcome of ${plural(unknown, 'file')} is not known` : '',
    ].filter(Boolean)
    const title = parts.join('; ')
    return {
      glyph: worst.state === 'unknown' ? 'unknown' : 'stop',
      title: title.charAt(0).toUpperCase() + title.slice(1),
      detail: `${shortFileName(worst.name)}: ${sentence(worst.words)} ${wait ? `${wait.title}. ` : ''}${well}`,
      action: { href: to.file(worst.id), words: 'See the file' },
    }
  }
  if (wait) return { glyph: 'warn', title: wait.title, detail: `${wait.detail} ${well}` }
  const next = [...pipeline.openFiles].sort((a, b) => a.closesAt.localeCompare(b.closesAt))[0]
  const closes = next
    ? ` The next to close is ${shortFileName(next.name)}, in ${roughly(Math.max(0, (Date.parse(next.closesAt) - Date.parse(pipeline.at)) / 1000))}.`
    : ''
  return {
    glyph: atZuora ? 'imported' : 'ok',
    title: atZuora
      ? `All is well: ${plural(imported.files, 'file')} imported, none held, none refused`
      : pipeline.openFiles.length > 0
        ? `${plural(pipeline.openFiles.length, 'file')} ${pipeline.openFiles.length === 1 ? 'grows' : 'grow'}; none is held or refused`
        : 'No file yet; none is held or refused',
    detail: `${well}${closes}`,
  }
}

export const deadLettersVerdict = (pipeline: Pipeline): ReadingView => {
  const { open, groups, today, largest } = pipeline.deadLetters
  if (open === 0)
    return {
      glyph: 'ok',
      title: 'No message waits for a repair',
      detail: 'Every event could be read, or was repaired or discarded by a person.',
    }
  return {
    glyph: 'dead',
    title: `${plural(open, 'message')} ${open === 1 ? 'waits' : 'wait'} for a repair, of ${plural(groups, 'cause')}`,
    detail: `${largest ? `${count(largest.open)} of one: ${largest.errorMessage}. ` : ''}${count(today)} failed today. None is lost: each is kept whole and can be redriven once the cause is gone.`,
  }
}
