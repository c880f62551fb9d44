import type { Metadata } from 'next'
import { DeadLetters } from '../../components/dead-letters/dead-letters.tsx'
import { DEAD_LETTER_PROCESSORS } from '../../components/dead-letters/processors.ts'
import { LETTERS_PAGE } from '../../components/page-queries.ts'
import { Prefetched, read } from '../prefetch.tsx'

export const metadata: Metadata = { title: 'Dead letters' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function DeadLettersPage({ searchParams }: { searchParams: Search }) {
  const { processor } = await searchParams
  const known = DEAD_LETTER_PROCESSORS.find((name) => name === processor)
  return (
    <Prefetched page="/dead-letters" what={[read.deadLetterGroups({ processor: known, limit: LETTERS_PAGE })]}>
      <DeadLetters />
    </Prefetched>
  )
}
