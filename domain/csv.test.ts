import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type CsvRow,
  csvHeader,
  isDateFormat,
  parseCsv,
  RENDERER_VERSION,
  type RenderProfile,
  renderRow,
} from './csv.ts'
import { cleanDescription } from './csv-renderer-v1.ts'
import { uuidText } from './line-item-id.ts'
import { normalise } from './normalise.ts'
import { parseQuantity } from './quantity.ts'
import { ACTIONS, anyFrozen, anyLineItem, CATALOGUE } from './testing.ts'

const PROFILE: RenderProfile = { dateFormat: 'MM/DD/YYYY', uniqueKey: false, rendererVersion: RENDERER_VERSION }
const ROW: CsvRow = {
  ...normalise(ACTIONS, CATALOGUE),
  claim: { topic: 1, partition: 0, offset: 0 },
  attempt: 0,
  zuoraAccountNumber: 'A00001234',
  zuoraSubscriptionNumber: 'A-S00000042',
  originSite: 'iad',
}
const anyRow: fc.Arbitrary<CsvRow> = fc.tuple(anyLineItem, anyFrozen).map(([item, frozen]) => ({ ...item, ...frozen }))
const render = (rows: CsvRow[], profile: RenderProfile) =>
  Buffer.from(csvHeader(profile) + rows.map((row) => renderRow(row, profile)).join(''))
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Presentation}|\p{Emoji_Modifier}|\p{Regional_Indicator}/u

describe('renderRow', () => {
  test('writes the columns of the contract', () => {
    expect(render([ROW], PROFILE).toString()).toBe(
      'ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION\n' +
        'A00001234,Minutes,2,11/23/2026,11/23/2026,A-S00000042,,actions_linux octo/hello\n',
    )
  })
  test('writes the line item id last when the profile asks for it', () => {
    expect(render([ROW], { ...PROFILE, uniqueKey: true }).toString()).toBe(
      'ACCOUNT_ID,UOM,QTY,STARTDATE,ENDDATE,SUBSCRIPTION_ID,CHARGE_ID,DESCRIPTION,UNIQUE_KEY\n' +
        'A00001234,Minutes,2,11/23/2026,11/23/2026,A-S00000042,,actions_linux octo/hello,01a205b3-d000-86a4-a775-7a31f2dacd9e\n',
    )
  })
  test('dates are days in UTC, in the format of the profile', () => {
    const row = {
      ...ROW,
      startedAtMs: Date.parse('2026-02-28T23:59:59.999Z'),
      endedAtMs: Date.parse('2026-03-01T00:00:00Z'),
    }
    const dates = (dateFormat: string) =>
      renderRow(row, { ...PROFILE, dateFormat })
        .split(',')
        .slice(3, 5)
    expect(dates('MM/DD/YYYY')).toEqual(['02/28/2026', '03/01/2026'])
    expect(dates('YYYY-MM-DD')).toEqual(['2026-02-28', '2026-03-01'])
    expect(dates('DD.MM.YYYY')).toEqual(['28.02.2026', '01.03.2026'])
  })
  test.each([
    ['quotes and commas are quoted', 'a,"b"', '"actions_linux a,""b"""'],
    ['line ends and NUL are removed', 'a\r\nb\u0000c\u0085', 'actions_linux abc'],
    ['emoji and what joins them are removed', '🚀x👩‍👩‍👧1️⃣🇩🇪é名', 'actions_linux x1é名'],
    ['no repository', '', 'actions_linux'],
    ['plain text is cut to 200', 'r'.repeat(300), `actions_linux ${'r'.repeat(186)}`],
    ['no character is cut in two', `${'r'.repeat(185)}𝒳y`, `actions_linux ${'r'.repeat(185)}`],
    ['what is removed does not count', `🚀${'r'.repeat(185)}é`, `actions_linux ${'r'.repeat(185)}é`],
  ])('description: %s', (_, repositoryName, cell) => {
    expect(renderRow({ ...ROW, repositoryName }, PROFILE)).toBe(
      `A00001234,Minutes,2,11/23/2026,11/23/2026,A-S00000042,,${cell}\n`,
    )
  })
  test('what is parsed is what was rendered', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 5 }), fc.boolean(), (rows, uniqueKey) => {
        const [, ...parsed] = parseCsv(render(rows, { ...PROFILE, dateFormat: 'YYYY-MM-DD', uniqueKey }))
        expect(parsed.length).toBe(rows.length)
        rows.forEach((row, i) => {
          const cells = parsed[i]!
          expect(cells[0]).toBe(row.zuoraAccountNumber)
          expect(cells[1]).toBe(row.unitOfMeasure)
          expect(parseQuantity(cells[2]!)).toEqual({ units: row.units, nanos: row.nanos })
          expect(cells[3]).toBe(new Date(row.startedAtMs).toISOString().slice(0, 10))
          expect(cells[4]).toBe(new Date(row.endedAtMs).toISOString().slice(0, 10))
          expect(cells.slice(5, 7)).toEqual([row.zuoraSubscriptionNumber, ''])
          expect(cells[7]).toBe(
            cleanDescription(row.repositoryName === '' ? row.sku : `${row.sku} ${row.repositoryName}`),
          )
          expect(cells.slice(8)).toEqual(uniqueKey ? [uuidText(row.lineItemId)] : [])
        })
      }),
    )
  })
  test('a release without the renderer of a file says so', () => {
    expect(() => renderRow(ROW, { ...PROFILE, rendererVersion: 99 })).toThrow('version 99')
    expect(() => csvHeader({ ...PROFILE, rendererVersion: 0 })).toThrow('version 0')
  })
})

describe('cleanDescription', () => {
  test('leaves nothing that Zuora refuses, of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const clean = cleanDescription(text)
        expect(clean.length).toBeLessThanOrEqual(200)
        expect(EMOJI.test(clean)).toBe(false)
        expect(/[\p{Cc}\p{Zl}\p{Zp}\p{Surrogate}]/u.test(clean)).toBe(false)
        expect(cleanDescription(clean)).toBe(clean)
      }),
    )
  })
  test('removes every emoji that this Unicode version knows, and lone surrogates', () => {
    for (let code = 0x80; code <= 0x1ffff; code++) {
      const character = String.fromCodePoint(code)
      if (EMOJI.test(character)) expect(cleanDescription(character), code.toString(16)).toBe('')
    }
    expect(cleanDescription('a\ud83d\ud83d\ude80\ude80b')).toBe('ab')
  })
  test('keeps letters of all languages', () => {
    for (const text of ['Ünïcødé', '日本語', 'кириллица', 'العربية', 'हिन्दी', '𠮷野家', 'a–b…']) {
      expect(cleanDescription(text)).toBe(text)
    }
  })
})

describe('date formats', () => {
  test.each([
    ['MM/DD/YYYY', true],
    ['YYYY-MM-DD', true],
    ['DD.MM.YYYY', true],
    ['MM/DD/YY', false],
    ['MM/DD', false],
    ['MM/DD/YYYY,', false],
    ['MM/DD/YYYY DD', false],
    ['', false],
  ])('%j: %s', (format, ok) => {
    expect(isDateFormat(format)).toBe(ok)
  })
})

describe('parseCsv', () => {
  test.each(['a', 'a,b', 'a,', '"a', 'a"b\n', '"a"b\n', 'a\r\n'])('%j is not what we write', (text) => {
    expect(() => parseCsv(Buffer.from(text))).toThrow('row 1')
  })
  test('bytes that are no UTF-8 are refused', () => {
    expect(() => parseCsv(Buffer.from([0xff, 0x0a]))).toThrow()
  })
  test('empty cells are cells', () => {
    expect(parseCsv(Buffer.from('a,,\n,"",b\n'))).toEqual([
      ['a', '', ''],
      ['', '', 'b'],
    ])
  })
})
