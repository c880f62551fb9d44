import { NextRequest } from 'next/server'
import { describe, expect, it } from 'vitest'
import { proxy } from '../proxy.ts'
import { isOwnPage, signInAddress } from './http-headers.ts'

const ask = (path: string, cookie?: string) =>
  proxy(new NextRequest(`http://127.0.0.1:3000${path}`, cookie ? { headers: { cookie } } : {}))
const SESSION = 'hydrometer.session_token=x.y'

describe('the proxy', () => {
  it('gives every page a policy of its own, whose nonce no other answer has', () => {
    const policies = [ask('/', SESSION), ask('/', SESSION), ask('/sign-in')].map(
      (answer) => answer.headers.get('content-security-policy') ?? '',
    )
    const nonces = policies.map(
      (policy) => /script-src 'self' 'nonce-([\w+/=]{24})' 'strict-dynamic'/.exec(policy)?.[1],
    )
    expect(new Set(nonces).size).toBe(3)
    expect(nonces).not.toContain(undefined)
    for (const policy of policies) {
      expect(policy).toContain("object-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src[^;]*unsafe/)
    }
  })

  it('sends nobody to sign in, and back to the page that they wanted', () => {
    const answer = ask('/files?state=open')
    expect(answer.status).toBe(307)
    const { pathname, search } = new URL(answer.headers.get('location') ?? '')
    expect(pathname + search).toBe('/sign-in?to=%2Ffiles%3Fstate%3Dopen')
    expect(ask('/files', SESSION).status).toBe(200)
    expect(ask('/sign-in').status).toBe(200)
  })
})

describe('the way back', () => {
  it('never leads to another site', () => {
    for (const path of ['//evil.test', '/\\evil.test', 'https://evil.test', 'javascript:alert(1)', '', '/\t/evil.test'])
      expect(isOwnPage(path), path).toBe(false)
    expect(signInAddress('//evil.test')).toBe('/sign-in')
    expect(signInAddress('/lag')).toBe('/sign-in?to=%2Flag')
  })
})
