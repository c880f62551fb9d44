/**
 * What a page cannot know just now, in words: the processes behind it that are not heard or that wait, and the sites whose
 * log nobody could look at. Plain functions of the pipeline's answer, so that every sentence can be tested.
 */
import type { Pipeline, ProcessorNode } from '../domain/api/pipeline.ts'
import type { WorkerName } from '../domain/pipeline.ts'
import { timeOrDay } from './format.ts'

/** `of`: the workers that the page's figures come from. `means`: what is not known while one of them is away. */
export type Behind = { readonly of: readonly WorkerName[]; readonly means: string; readonly sites?: string }

/** What it means that a site is not heard, where a page needs no words of its own. */
export const SITE_AWAY = 'What arrives there is not known; it waits in its own log and follows by itself.'

const isAway = ({ state }: Pick<ProcessorNode, 'state'>): boolean => state === 'stale' || state === 'down'

/** In order: processes, then sites. Empty: all of it is heard. */
export const notHeard = (pipeline: Pipeline, { of, means, sites }: Behind, now: number, zone: string): string[] => {
  const names: readonly string[] = of
  const nodes = [...pipeline.processors, ...pipeline.jobs].filter(({ name }) => names.includes(name))
  const since = (at: string | null) =>
    at === null ? 'was never heard' : `is not heard since ${timeOrDay(at, now, zone)}`
  const away = nodes.filter(isAway).map(({ instance, heardAt }) => `${instance} ${since(heardAt)}`)
  const waiting = nodes
    .filter(({ state }) => state === 'waiting')
    .map(
      ({ instance, since: at, message }) =>
        `${instance} waits${at === null ? '' : ` since ${timeOrDay(at, now, zone)}`}${message ? `: ${message.replace(/\.$/, '')}` : ''}`,
    )
  const silent = sites === undefined ? [] : pipeline.sites.filter(({ stale }) => stale)
  return [
    ...(away.length + waiting.length > 0 ? [`${[...away, ...waiting].join('; ')}. ${means}`] : []),
    ...(silent.length > 0
      ? [`${silent.map(({ name, heardAt }) => `${name} ${since(heardAt)}`).join('; ')}. ${sites}`]
      : []),
  ]
}
