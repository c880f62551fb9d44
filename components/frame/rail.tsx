'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import type { AlertsAnswer } from '../../domain/api/alerts.ts'
import { PAGES, type PagePath } from '../../domain/roles.ts'
import { count, rate } from '../format.ts'
import { api, to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { q } from '../query.ts'
import { useMay, useViewer } from '../viewer.tsx'
import { Brand } from './brand.tsx'
import { ThemeButton } from './theme-button.tsx'

/**
 * Navigation in words, grouped by concern; each entry carries one live figure. Only pages that exist are listed, and
 * only those that the role may open (`page` names the row of PAGES).
 */
type Entry = { page: PagePath; href: string; words: string; under: readonly string[]; figure?: ReactNode; ink?: string }

/** On a phone these are the bar at the foot; the others are in the menu of the head. */
const IN_BAR: readonly PagePath[] = ['/', '/lag', '/dead-letters', '/files', '/customers']
export const isInBar = ({ page }: Entry): boolean => IN_BAR.includes(page)

/** The groups of the rail, as far as the role may open their pages. */
export function useRail(): { groups: { name: string; entries: Entry[] }[]; isCurrent: (entry: Entry) => boolean } {
  const path = usePathname()
  const may = useMay()
  const { data } = usePipeline()
  // every ten seconds is as often as the rules are asked
  const alerts = useQuery({
    ...q<AlertsAnswer>(api.alerts),
    refetchInterval: 10_000,
    enabled: may(PAGES['/alerts']),
  })
  const firing = alerts.data?.items.filter((alert) => alert.state === 'firing').length
  const trouble = data?.filesInTrouble ?? []
  const held = trouble.filter((file) => file.state === 'quarantined').length
  const open = data?.deadLetters.open
  // A group without a commit yet is not behind, and of one that is not heard nobody knows.
  const behind = data?.processors.filter(({ status }) => status !== 'ok' && status !== 'missing').length ?? 0
  const silent = data?.processors.filter(({ state }) => state === 'stale' || state === 'down').length ?? 0
  const groups: { name: string; entries: Entry[] }[] = [
    {
      name: '',
      entries: [
        { page: '/', href: to.overview(), words: 'Overview', under: [] },
        {
          page: '/alerts',
          href: to.alerts(),
          words: 'Alerts',
          under: ['/alerts'],
          figure: firing === undefined ? '' : count(firing),
          ink: firing ? 'text-stop-ink' : 'text-ink-3',
        },
      ],
    },
    {
      name: 'Flow',
      entries: [
        {
          page: '/throughput',
          href: to.throughput(),
          words: 'Throughput',
          under: ['/throughput'],
          figure: data === undefined ? '' : rate(data.sites.reduce((sum, site) => sum + (site.perSecond ?? 0), 0)),
          ink: 'text-ink-3',
        },
        {
          page: '/lag',
          href: to.lag(),
          words: 'Lag',
          under: ['/lag'],
          figure:
            data === undefined ? '' : silent > 0 ? `${silent} not heard` : behind > 0 ? `${behind} behind` : 'none',
          ink: behind + silent > 0 ? 'text-warn-ink' : 'text-ink-3',
        },
        {
          page: '/dead-letters',
          href: to.deadLetters(),
          words: 'Dead letters',
          under: ['/dead-letters'],
          figure: open === undefined ? '' : count(open),
          ink: open ? 'text-dead-ink' : 'text-ink-3',
        },
        { page: '/topics', href: to.topics(), words: 'Topics', under: ['/topics'] },
      ],
    },
    {
      name: 'Money',
      entries: [
        {
          page: '/files',
          href: to.files(),
          words: 'Files',
          under: ['/files'],
          figure:
            data === undefined
              ? ''
              : held > 0
                ? `${held} held`
                : trouble.length > 0
                  ? `${trouble.length} to look at`
                  : count(data.money.total.files),
          ink: held > 0 ? 'text-stop-ink' : trouble.length > 0 ? 'text-warn-ink' : 'text-ink-3',
        },
        {
          page: '/reconciliation',
          href: to.reconciliation(),
          words: 'Reconciliation',
          under: ['/reconciliation', '/duplicates'],
          figure: data === undefined ? '' : data.books?.proven ? count(data.books.equation.difference) : '?',
          ink: data?.books?.proven && data.books.equation.difference !== '0' ? 'text-stop-ink' : 'text-ink-3',
        },
        {
          page: '/rejections',
          href: to.rejections(),
          words: 'Rejections',
          under: ['/rejections'],
          figure: data === undefined ? '' : count(data.rejected.today),
          ink: 'text-ink-3',
        },
      ],
    },
    {
      name: 'Warehouse',
      entries: [{ page: '/warehouse', href: to.warehouse(), words: 'SQL', under: ['/warehouse'] }],
    },
    {
      name: 'Customers',
      entries: [
        {
          page: '/customers',
          href: to.customers(),
          words: 'Customers',
          under: ['/customers', '/line-items'],
          figure: data === undefined ? '' : count(data.accounts.count),
          ink: 'text-ink-3',
        },
      ],
    },
    {
      name: 'People',
      entries: [
        { page: '/audit', href: to.audit(), words: 'Audit', under: ['/audit'] },
        { page: '/settings', href: to.settings(), words: 'Settings', under: ['/settings'] },
      ],
    },
  ]
  const shown = groups
    .map((group) => ({ ...group, entries: group.entries.filter(({ page }) => may(PAGES[page])) }))
    .filter((group) => group.entries.length > 0)
  const isCurrent = (entry: Entry) =>
    entry.href === '/' ? path === '/' : entry.under.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
  return { groups: shown, isCurrent }
}

export function Rail() {
  const viewer = useViewer()
  const { groups, isCurrent } = useRail()
  return (
    <aside className="rail">
      <div className="flex h-(--head) items-center gap-2 px-3.5 text-15 font-semibold tracking-[-0.01em] max-md:hidden">
        <Brand />
      </div>
      <nav className="nav flex-1 py-0.5" aria-label="Pages">
        {groups.map((group) => (
          <div key={group.name} className="contents md:block">
            {group.name && <p className="px-3.5 pt-3.5 pb-[3px] text-11 leading-4 text-ink-3">{group.name}</p>}
            {group.entries.map((entry) => (
              <Link
                key={entry.href}
                href={entry.href}
                className={isInBar(entry) ? '' : 'max-md:hidden!'}
                aria-current={isCurrent(entry) ? 'page' : undefined}
              >
                <span>{entry.words}</span>
                {entry.figure !== undefined && <span className={entry.ink}>{entry.figure}</span>}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="flex h-(--foot) items-center justify-between gap-2 border-t border-rule px-3.5 text-11 text-ink-2 max-md:hidden">
        <Link
          className="cut hover:text-ink"
          href={to.settings()}
          title={viewer ? `${viewer.email}, with the role ${viewer.role}` : ''}
        >
          {viewer?.email}
        </Link>
        <span className="shrink-0 whitespace-nowrap">
          <ThemeButton />
        </span>
      </div>
    </aside>
  )
}
