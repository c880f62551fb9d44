import { expect, it } from 'vitest'
import { foreignHeaders, headerText, originOf } from './headers.ts'
import type { LogRecord } from './log-reader.ts'

const record = (headers: object): LogRecord => ({
  offset: 0,
  timestampMs: 0,
  key: null,
  value: null,
  headers: headers as LogRecord['headers'],
})

it('keeps foreign headers, and of a name that came twice the first', () => {
  const headers = {
    trace: Buffer.from('a'),
    twice: [Buffer.from('b'), Buffer.from('c')],
    'hydro-attempt': Buffer.from('2'),
  }
  expect(foreignHeaders(record(headers))).toEqual({ trace: Buffer.from('a'), twice: Buffer.from('b') })
})

it('reads a header whose name every object has, as kafkajs gives it', () => {
  const headers = { constructor: [Object, Buffer.from('x')], valueOf: [Object.prototype.valueOf] }
  expect(foreignHeaders(record(headers))).toEqual({ constructor: Buffer.from('x') })
  expect(headerText(record({}), 'constructor')).toBeUndefined()
})

it('takes an origin only when it is whole', () => {
  const whole = {
    'hydro-origin-site': 'iad',
    'hydro-origin-topic': 'usage.actions',
    'hydro-origin-partition': '3',
    'hydro-origin-offset': '42',
    'hydro-origin-timestamp': '1700000000000',
  }
  expect(originOf(record(whole))).toEqual({
    site: 'iad',
    topic: 'usage.actions',
    partition: 3,
    offset: 42,
    timestampMs: 1_700_000_000_000,
  })
  for (const name of Object.keys(whole)) expect(originOf(record({ ...whole, [name]: undefined }))).toBeUndefined()
  for (const bad of ['-1', '1.5', '', 'x', '99999999999999999'])
    expect(originOf(record({ ...whole, 'hydro-origin-offset': bad }))).toBeUndefined()
})
