import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { redirect } from 'next/navigation'
import { SignIn } from '../../components/sign-in/sign-in.tsx'
import { NotKnown } from '../../components/viewer.tsx'
import { readDemoUsers } from '../../server/auth/demo-users.ts'
import { isOwnPage } from '../../server/http-headers.ts'
import { whoLooks } from '../session.ts'

export const metadata: Metadata = { title: 'Sign in' }

type Search = Promise<Record<string, string | string[] | undefined>>

export default async function SignInPage({ searchParams }: { searchParams: Search }) {
  const { to } = await searchParams
  const wanted = typeof to === 'string' && isOwnPage(to) ? to : '/'
  const looking = await whoLooks()
  if (looking.is === 'viewer') redirect(wanted)
  if (looking.is === 'unknown') return <NotKnown words={looking.words} />
  const demoUsers = await readDemoUsers((await headers()).get('host') ?? '')
  return <SignIn wanted={wanted} demoUsers={demoUsers} />
}
