import { describe, expect, it } from 'vitest'
import { parseEnvironment } from '../../server/env.ts'
import { planOf } from './plan.ts'

describe('planOf', () => {
  const plan = (given: Record<string, string>) =>
    planOf('/clone', false, parseEnvironment(given as never), given as never)

  it('brings everything when nothing is set, with demo traffic and short files', () => {
    expect(plan({})).toMatchObject({
      dataFolder: '/clone/.hydrometer',
      embedded: { postgres: true, kafka: true, zuora: true },
      demoTraffic: 50,
      csvMaxAgeSeconds: 30,
      objectStore: 'file:/clone/.hydrometer/objects',
      portIsAsked: false,
    })
  })

  it('invents no usage and waits as in production when a server is given', () => {
    const given = { DATABASE_URL: 'postgresql://db/hydrometer' }
    expect(plan(given)).toMatchObject({
      demoTraffic: 0,
      csvMaxAgeSeconds: 900,
      embedded: { postgres: false, kafka: true },
    })
    expect(plan({ ...given, DEMO_TRAFFIC: '10' }).demoTraffic).toBe(10)
  })

  it('keeps what was asked for', () => {
    const given = { DEMO_TRAFFIC: '0', CSV_MAX_AGE_SECONDS: '5', PORT: '4000', HYDROMETER_DATA: '/data' }
    expect(plan(given)).toMatchObject({
      demoTraffic: 0,
      csvMaxAgeSeconds: 5,
      port: 4000,
      portIsAsked: true,
      dataFolder: '/data',
    })
  })

  it('refuses half of an access to Zuora', () => {
    expect(() => plan({ ZUORA_BASE_URL: 'https://rest.zuora.com' })).toThrow(/set all three, or none/)
  })
})
