'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { Acts } from '../act/acts.tsx'
import type { Behind } from '../not-heard.ts'
import { NotHeardNote } from '../not-heard-note.tsx'
import { HeadMenu } from './head-menu.tsx'
import { Heard } from './heard.tsx'
import { LateNote } from './late-note.tsx'
import { Search } from './search.tsx'
import { Stem, type StemMark } from './stem.tsx'

/**
 * What every page is: a head (where I am, search, when last heard), the Stem, and the sheet. `heardAt` is the time of
 * the page's own newest answer. `behind`: what its figures come from; while some of it is away the page says so.
 */
export function Page({
  title,
  parent,
  mono = false,
  heardAt,
  paused = false,
  stem,
  behind,
  children,
}: {
  title: ReactNode
  parent?: { href: string; title: string }
  mono?: boolean
  heardAt: number | null
  paused?: boolean
  stem?: { hours?: number; from?: number; marks?: readonly StemMark[] }
  behind?: Behind
  children: ReactNode
}) {
  return (
    <Acts>
      <header className="head">
        <h1 className="flex min-w-0 items-center gap-2 text-15 font-semibold whitespace-nowrap">
          {parent && (
            <>
              <Link href={parent.href} className="font-normal text-ink-3 hover:text-ink max-md:hidden">
                {parent.title}
              </Link>
              <span className="font-normal text-rule-2 max-md:hidden" aria-hidden="true">
                /
              </span>
            </>
          )}
          <span className={`cut ${mono ? 'mono text-13!' : ''}`}>{title}</span>
        </h1>
        <span className="flex-1" />
        <Search />
        <Heard at={heardAt} paused={paused} />
        <HeadMenu />
      </header>
      <Stem {...stem} />
      <main className="main" id="main" tabIndex={-1}>
        {behind && <NotHeardNote {...behind} />}
        {children}
        <LateNote />
      </main>
    </Acts>
  )
}
