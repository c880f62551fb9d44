'use client'

import { useQuery } from '@tanstack/react-query'
import { parseAsString, useQueryStates } from 'nuqs'
import type { Topics as Answer, TopicAt } from '../../domain/api/topics.ts'
import { bytes, count, plural } from '../format.ts'
import { rowKeys } from '../frame/keys.tsx'
import { Page } from '../frame/page.tsx'
import { SiteGlyph } from '../glyph.tsx'
import { stemMarks } from '../overview/pipeline-view.ts'
import { Verdict } from '../overview/readings.tsx'
import { api } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { q } from '../query.ts'
import { Empty, Failure, SkeletonTable, SkeletonVerdict, StaleNote } from '../states.tsx'
import { Messages } from './messages.tsx'
import { TopicFacts } from './topic-facts.tsx'

/** Asks the brokers, not Postgres: each look costs every site some requests. */
const BROKERS_MS = 10_000

/** The topics of each site, and what is in them: partitions, offsets, sizes, settings, messages decoded by their schema. */
export function Topics() {
  const [view, setView] = useQueryStates({ site: parseAsString, topic: parseAsString }, { history: 'push' })
  const pipeline = usePipeline()
  const answer = useQuery({ ...q<Answer>(api.topics), refetchInterval: BROKERS_MS })
  const items = answer.data?.items
  const chosen =
    items?.find((at) => at.topic === view.topic && (view.site === null || at.site === view.site)) ?? items?.[0]
  const sites = answer.data?.sites.map(({ name }) => name) ?? []
  return (
    <Page title="Topics" heardAt={answer.dataUpdatedAt || pipeline.heardAt} stem={{ marks: stemMarks(pipeline.data) }}>
      {answer.data && answer.error && <StaleNote heardAt={answer.dataUpdatedAt} />}
      {answer.data ? <Verdict reading={readingOf(answer.data)} /> : !answer.error && <SkeletonVerdict />}
      {items && items.length > 0 && chosen ? (
        <section className="grid grid-cols-[minmax(0,372px)_minmax(0,1fr)] border-t border-rule-2 max-lg:grid-cols-1">
          <div className="min-w-0 border-r border-rule pr-5 max-lg:border-r-0 max-lg:pr-0">
            <List
              items={items}
              sites={sites}
              chosen={chosen}
              onChoose={(topic, site) => void setView({ topic, site: site === sites[0] ? null : site })}
            />
          </div>
          <div className="min-w-0 pl-5 max-lg:border-t max-lg:border-ink max-lg:pl-0">
            <TopicFacts at={chosen} />
            {chosen.partitions && (
              <Messages key={`${chosen.site} ${chosen.topic}`} at={chosen} partitions={chosen.partitions.length} />
            )}
          </div>
        </section>
      ) : items ? (
        <Empty title="No topic is known">Topics are made when Hydrometer starts; it needs a site's broker.</Empty>
      ) : answer.error ? (
        <Failure error={answer.error} retry={() => answer.refetch()} what="The topics" />
      ) : (
        <SkeletonTable columns={[180, 40, 60, 60]} rows={18} />
      )}
    </Page>
  )
}

const records = (at: TopicAt): bigint | null =>
  at.partitions?.reduce((sum, { low, end }) => sum + BigInt(end) - BigInt(low), 0n) ?? null
const bytesOf = (at: TopicAt): number | null =>
  at.partitions?.every(({ bytes }) => bytes !== null)
    ? at.partitions.reduce((sum, { bytes }) => sum + Number(bytes), 0)
    : null

const readingOf = (answer: Answer) => {
  const away = answer.sites.filter(({ why }) => why !== null)
  const heard = answer.items.filter(({ partitions }) => partitions !== null)
  const sum = heard.reduce((total, at) => total + (records(at) ?? 0n), 0n)
  const size = heard.reduce((total, at) => total + (bytesOf(at) ?? 0), 0)
  const words = `${plural(heard.length, 'topic holds', 'topics hold')} ${plural(sum, 'message')} in ${bytes(size)} on disk`
  if (away.length > 0)
    return {
      glyph: 'missing' as const,
      title: `${away.map(({ name }) => name).join(' and ')} ${away.length === 1 ? 'does' : 'do'} not answer: what is in ${away.length === 1 ? 'its' : 'their'} topics is not known`,
      detail: `${away[0]?.why ?? ''}. ${heard.length > 0 ? `${words}, at the other sites.` : 'Nothing is lost: brokers keep what they acknowledged.'}`,
    }
  return {
    glyph: 'ok' as const,
    title: `${answer.sites.length === 2 ? 'Both sites answer' : `All ${plural(answer.sites.length, 'site')} answer`}: ${words}`,
    detail: 'Billing, dead-letter and retry topics keep everything; nothing here is changed by looking.',
  }
}

function List({
  items,
  sites,
  chosen,
  onChoose,
}: {
  items: readonly TopicAt[]
  sites: readonly string[]
  chosen: TopicAt
  onChoose: (topic: string, site: string) => void
}) {
  const key = (at: TopicAt) => `${at.topic}@${at.site}`
  return (
    <table className="tbl" aria-label="Topics">
      <thead>
        <tr>
          <th scope="col">Topic</th>
          <th scope="col">Site</th>
          <th scope="col" className="n">
            Messages
          </th>
          <th scope="col" className="n">
            MB
          </th>
        </tr>
      </thead>
      <tbody
        onKeyDown={(event) =>
          rowKeys(event, (id) => {
            const at = id.lastIndexOf('@')
            onChoose(id.slice(0, at), id.slice(at + 1))
          })
        }
      >
        {items.map((at) => {
          const size = bytesOf(at)
          return (
            <tr
              key={key(at)}
              className="cursor-pointer"
              tabIndex={at === chosen ? 0 : -1}
              data-id={key(at)}
              data-copy={at.topic}
              aria-selected={at === chosen}
              onClick={() => onChoose(at.topic, at.site)}
            >
              <td className="mono">{at.topic}</td>
              <td>
                <span className="st">
                  <SiteGlyph index={sites.indexOf(at.site)} />
                  {at.site}
                </span>
              </td>
              <td className={`n ${at.partitions ? '' : 'text-ink-3'}`}>{count(records(at))}</td>
              <td className="n text-ink-3">{size === null ? '?' : (size / 1e6).toFixed(2)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
