import { describe, expect, it } from 'vitest'
import { Poison } from '../domain/poison.ts'
import { inWords, isWorldAway, NotYet } from './world-away.ts'

const coded = (code: string) => Object.assign(new Error('said the server'), { code })
const kafka = (name: string, more = {}) => Object.assign(new Error('said the broker'), { name, ...more })

describe('the world is away', () => {
  it.each([
    coded('57P01'), // ended by an administrator, or a server that shuts down
    coded('57P03'), // still starting
    coded('08006'),
    coded('53100'), // disk full
    coded('53300'), // too many connections
    coded('58030'),
    coded('40P01'),
    coded('55P03'), // lock_timeout
    coded('25P04'), // transaction_timeout
    coded('55000'), // a database that takes no connections
    coded('ECONNREFUSED'),
    coded('ENOSPC'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('usage.actions partition 3 has no leader just now'),
    new AggregateError([coded('ECONNREFUSED'), coded('ECONNREFUSED')]),
    kafka('KafkaJSConnectionError'),
    kafka('KafkaJSNumberOfRetriesExceeded', { retriable: false }),
    kafka('KafkaJSProtocolError', { retriable: true }),
    new NotYet('the file is not written yet'),
  ])('%s', (error) => {
    expect(isWorldAway(error)).toBe(true)
  })
})

describe('what no waiting mends', () => {
  it.each([
    coded('23505'), // a row that is there twice is a defect
    coded('22P02'),
    coded('42P01'),
    coded('42703'),
    new TypeError('undefined is not a function'),
    new Error('a cursor never moves back'),
    new Poison('undecodable', 'is bad'),
    kafka('KafkaJSProtocolError', { retriable: false }),
    'a text',
    undefined,
  ])('%s', (error) => {
    expect(isWorldAway(error)).toBe(false)
  })
})

describe('in words', () => {
  it('is one sentence, whatever was thrown', () => {
    expect(inWords(new Error('first line\n    at stack'))).toBe('first line')
    expect(inWords(new AggregateError([coded('ECONNREFUSED')]))).toBe('said the server')
    expect(inWords('a text')).toBe('a text')
  })
})
