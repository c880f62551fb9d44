import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/**
 * The contrast table of the look, computed from tokens.css (WCAG 2.2): the worst of paper, rail, raised, a selected row
 * and the own wash. Whoever changes a token sees here which words can no longer be read.
 */
type Rgb = readonly [number, number, number]

/** oklch to linear sRGB, clipped to the gamut (the matrices of CSS Color 4). */
const linear = (l: number, c: number, hue: number): Rgb => {
  const a = c * Math.cos((hue * Math.PI) / 180)
  const b = c * Math.sin((hue * Math.PI) / 180)
  const L = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const M = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const S = (l - 0.0894841775 * a - 1.291485548 * b) ** 3
  const clip = (x: number) => Math.min(1, Math.max(0, x))
  return [
    clip(4.0767416621 * L - 3.3077115913 * M + 0.2309699292 * S),
    clip(-1.2684380046 * L + 2.6097574011 * M - 0.3413193965 * S),
    clip(-0.0041960863 * L - 0.7034186147 * M + 1.707614701 * S),
  ]
}
const luminance = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b
const ratio = (one: Rgb, other: Rgb) => {
  const [dark, light] = [luminance(one), luminance(other)].sort((x, y) => x - y) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const css = readFileSync(new URL('../app/tokens.css', import.meta.url), 'utf8')
const tokensOf = (selector: string): Map<string, Rgb> => {
  const start = css.indexOf(`${selector} {`)
  const block = css.slice(start, css.indexOf('\n}', start))
  const tokens = new Map<string, Rgb>()
  for (const [, name, l, c, h] of block.matchAll(/--([a-z0-9-]+): oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g))
    tokens.set(name as string, linear(Number(l), Number(c), Number(h)))
  tokens.set('raised', tokens.get('raised') ?? [1, 1, 1])
  return tokens
}
const themes = { light: tokensOf(':root'), dark: tokensOf('[data-theme="dark"]') }

const worst = (theme: Map<string, Rgb>, ink: string, grounds: readonly string[]) =>
  Math.min(...grounds.map((ground) => ratio(theme.get(ink)!, theme.get(ground)!)))

const GROUNDS = ['paper', 'paper-2', 'raised', 'select'] as const
const SIGNALS = ['ok', 'warn', 'stall', 'stop', 'rewind', 'dead'] as const

describe.each(Object.entries(themes))('contrast in the %s theme', (_, theme) => {
  it.each(['ink', 'ink-2', 'ink-3', 'density-ink'])('%s carries words', (ink) => {
    expect(worst(theme, ink, GROUNDS)).toBeGreaterThanOrEqual(4.5)
  })
  it.each(SIGNALS)('%s-ink carries words, on its own wash too', (signal) => {
    expect(worst(theme, `${signal}-ink`, [...GROUNDS, `${signal}-wash`])).toBeGreaterThanOrEqual(4.5)
  })
  it('borders of controls and the words on a filled button', () => {
    expect(worst(theme, 'edge', ['paper', 'raised'])).toBeGreaterThanOrEqual(3)
    expect(ratio(theme.get('on-ink')!, theme.get('ink')!)).toBeGreaterThanOrEqual(15)
  })
  it('ink-3 is darker than what paper-3 could carry, ink and ink-2 are not', () => {
    expect(worst(theme, 'ink', ['paper-3'])).toBeGreaterThanOrEqual(7)
    expect(worst(theme, 'ink-2', ['paper-3'])).toBeGreaterThanOrEqual(4.5)
  })
  it('marks of a chart stand out from the paper', () => {
    for (const mark of ['density-4', 'density-5', 'stop', 'dead', 'rewind'])
      expect(worst(theme, mark, ['paper', 'paper-2']), mark).toBeGreaterThanOrEqual(3)
  })
})

const TABLE = {
  light: { ink: 13.7, 'ink-2': 7.1, 'ink-3': 4.7, ok: 5.6, warn: 5.1, stall: 4.9, stop: 5.2, rewind: 5.5, dead: 5.5 },
  dark: { ink: 12.2, 'ink-2': 7.5, 'ink-3': 5.0, ok: 7.8, warn: 9.0, stall: 7.1, stop: 6.2, rewind: 6.9, dead: 6.6 },
} as const

it.each(['light', 'dark'] as const)('the table of the look holds in the %s theme', (name) => {
  for (const [ink, expected] of Object.entries(TABLE[name])) {
    const signal = ink.startsWith('ink') ? undefined : ink
    const computed = worst(
      themes[name],
      signal ? `${signal}-ink` : ink,
      signal ? [...GROUNDS, `${signal}-wash`] : GROUNDS,
    )
    // 0.1: the table is rounded, and so are the 8 bits of a screen
    expect(Math.abs(computed - expected), `${ink} is ${computed.toFixed(2)}`).toBeLessThan(0.1)
  }
})
