import { expect, it } from 'vitest'
import type { CsvFile } from './api/files.ts'
import { fileMomentWords, fileReading } from './file-words.ts'

const file = { rows: 93, state: 'refused', difference: null } as CsvFile
const said = 'Zuora answered HTTP 400: the account is not known (code 50000040)'

it('says what Zuora answered once, with one full stop', () => {
  expect(fileReading(file, said)).toBe(
    'Zuora refused it: HTTP 400: the account is not known (code 50000040). None of its 93 rows is billed; a person has to look.',
  )
  expect(fileReading({ ...file, state: 'submitting' }, 'Zuora answered HTTP 503')).toBe(
    'It is on its way to Zuora; the last try: HTTP 503. The same key is used until the outcome is known.',
  )
  expect(fileReading({ ...file, state: 'quarantined', difference: 'Row 3 has no decision.' }, null)).toBe(
    'Its books differ: Row 3 has no decision. It does not leave; a person has to look.',
  )
})

it('adds to a moment what is recorded with it, unless that says the same', () => {
  expect(fileMomentWords('zuora_refused', { words: said })).toBe(
    'Zuora refused it: HTTP 400: the account is not known (code 50000040)',
  )
  expect(fileMomentWords('zuora_accepted', { words: 'Zuora took the file' })).toBe('Zuora took the file and imports it')
  expect(fileMomentWords('closing', { why: 'it is old enough' })).toBe(
    'Closed to new rows; its range is decided: it is old enough',
  )
  expect(fileMomentWords('of_a_later_release', {})).toBe('of a later release')
})
