'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { count } from '../format.ts'
import { to } from '../paths.ts'
import { usePipeline } from '../pipeline-query.ts'
import { Brand } from './brand.tsx'
import { ThemeButton } from './theme-button.tsx'

/** Navigation in words, grouped by concern; each entry carries one live figure. Only pages that exist are listed. */
type Entry = { href: string; words: string; under: readonly string[]; figure?: ReactNode; ink?: string }

export function Rail() {
  const path = usePathname()
  const { data } = usePipeline()
  const trouble = data?.filesInTrouble ?? []
  const held = trouble.filter((file) => file.state === 'quarantined').length
  const open = data?.deadLetters.open
  const behind = data?.processors.filter(({ status }) => status !== 'ok').length ?? 0
  const groups: { name: string; entries: Entry[] }[] = [
    { name: '', entries: [{ href: to.overview(), words: 'Overview', under: [] }] },
    {
      name: 'Flow',
      entries: [
        {
          href: to.lag(),
          words: 'Lag',
          under: ['/lag'],
          figure: data === undefined ? '' : behind > 0 ? `${behind} behind` : 'none',
          ink: behind > 0 ? 'text-warn-ink' : 'text-ink-3',
        },
        {
          href: to.deadLetters(),
          words: 'Dead letters',
          under: ['/dead-letters'],
          figure: open === undefined ? '' : count(open),
          ink: open ? 'text-dead-ink' : 'text-ink-3',
        },
      ],
    },
    {
      name: 'Money',
      entries: [
        {
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
      ],
    },
    {
      name: 'Customers',
      entries: [
        {
          href: to.customers(),
          words: 'Customers',
          under: ['/customers', '/line-items'],
          figure: data === undefined ? '' : count(data.accounts.count),
          ink: 'text-ink-3',
        },
      ],
    },
  ]
  const isCurrent = (entry: Entry) =>
    entry.href === '/' ? path === '/' : entry.under.some((prefix) => path === prefix || path.startsWith(`${prefix}/`))
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
              <Link key={entry.href} href={entry.href} aria-current={isCurrent(entry) ? 'page' : undefined}>
                <span>{entry.words}</span>
                {entry.figure !== undefined && <span className={entry.ink}>{entry.figure}</span>}
              </Link>
            ))}
          </div>
        ))}
      </nav>
      <div className="flex h-(--foot) items-center justify-between border-t border-rule px-3.5 text-11 text-ink-2 max-md:hidden">
        <span className="cut" title="No sign-in yet: the server listens on 127.0.0.1 only">
          local
        </span>
        <ThemeButton />
      </div>
    </aside>
  )
}
