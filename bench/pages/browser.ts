/** Pages in a real browser: when the largest part is painted, how much script that took, how quickly they answer keys. */
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { chromium } from 'playwright-core'
import type { PagePath } from '../../domain/roles.ts'
import { findChromium } from '../../scripts/test/chromium.ts'
import type { Bench } from '../bench.ts'
import { askedMonth, customersOf } from '../lookup/build.ts'
import { median, percentile, rounded } from '../report.ts'
import type { Dashboard } from './dashboard.ts'

const LOADS = 5
/** Later than this nothing of the first view is painted anew; charts come within it. */
const SETTLE_MS = 1_500
const [PAINT_MS_MAX, SCRIPT_KB_MAX, SHIFT_MAX, KEY_MS_MAX, SLOW_FRAMES_MAX] = [1_000, 200, 0.05, 100, 0.01]
const SLOW_FRAME_MS = 50

/** Where a page of each address is looked at: a new page of the dashboard has no place here until somebody says where. */
const addressesOf = ({ samples, sites }: Dashboard, lineItems: number): Record<PagePath, readonly string[]> => {
  const month = askedMonth().from.toISOString().slice(0, 7)
  const site = sites[0]!.name
  return {
    '/': ['/'],
    '/throughput': ['/throughput', '/throughput?span=31d'],
    '/lag': [
      '/lag',
      '/lag?range=13mo',
      `/lag/partition?site=${site}&group=usage-relay&topic=usage.actions&partition=0`,
    ],
    '/dead-letters': ['/dead-letters'],
    '/files': ['/files', `/files/${samples.largestFile}`],
    '/line-items': [`/line-items/${samples.items[0]!.id}`],
    '/customers': [
      '/customers',
      ...customersOf(lineItems).map(({ accountId }) => `/customers/${accountId}?month=${month}`),
    ],
    '/rejections': ['/rejections'],
    '/reconciliation': ['/reconciliation'],
    '/duplicates': ['/duplicates'],
    '/topics': ['/topics'],
    '/warehouse': ['/warehouse'],
    '/alerts': ['/alerts'],
    '/audit': ['/audit'],
    '/settings': ['/settings'],
  }
}

type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; element: Element | null }

/** What the page notes about itself from its first moment on. */
const observe = () => {
  const seen = { lcp: 0, what: '', shift: 0, keys: [] as number[] }
  Object.assign(window, { seen })
  const on = (type: string, each: (entry: Entry) => void, more: object = {}) =>
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) each(entry as Entry)
    }).observe({ type, buffered: true, ...more })
  on('largest-contentful-paint', (entry) => {
    seen.lcp = entry.startTime
    seen.what = `${entry.element?.tagName.toLowerCase()} ${entry.element?.textContent?.slice(0, 40)}`
  })
  on('layout-shift', (entry) => {
    if (!entry.hadRecentInput) seen.shift += entry.value
  })
  on('event', (entry) => void (/^key|^input/.test(entry.name) && seen.keys.push(entry.duration)), {
    durationThreshold: 16,
  })
}
type Seen = { lcp: number; what: string; shift: number; keys: number[] }
const seenBy = (page: Page): Promise<Seen> => page.evaluate(() => (window as unknown as { seen: Seen }).seen)

type Load = Seen & { readonly fcp: number; readonly firstBytes: number; readonly allBytes: number }

/** Script of the first load: what the document names, and whatever else was asked for before anything was painted. */
const load = async (context: BrowserContext, url: string): Promise<Load> => {
  const page = await context.newPage()
  await page.addInitScript(observe)
  const answer = await page.goto(url, { waitUntil: 'load' })
  const html = (await answer?.text()) ?? ''
  const named = [...html.matchAll(/<script[^>]+src="([^"]+)"/g)].map(([, src]) => src as string)
  await page.waitForTimeout(SETTLE_MS)
  const seen = await seenBy(page)
  const scripts = await page.evaluate(() => ({
    fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    all: (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ name, startTime, encodedBodySize }) => ({
        path: new URL(name).pathname,
        startTime,
        bytes: encodedBodySize,
      })),
  }))
  await page.close()
  const sum = (list: typeof scripts.all) => list.reduce((total, { bytes }) => total + bytes, 0)
  const isFirst = ({ path, startTime }: (typeof scripts.all)[number]) =>
    startTime <= scripts.fcp || named.some((src) => src.startsWith(path))
  return { ...seen, fcp: scripts.fcp, firstBytes: sum(scripts.all.filter(isFirst)), allBytes: sum(scripts.all) }
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>

/** A browser that is signed in: each load in a context of its own, so that nothing is in its cache. */
const signIn = async (browser: Browser, { url, users }: Dashboard): Promise<State> => {
  const { email, password } = users.find(({ role }) => role === 'admin')!
  const context = await browser.newContext()
  const answer = await context.request.post(`${url}/api/auth/sign-in/email`, {
    data: { email, password },
    headers: { origin: url },
  })
  if (!answer.ok()) throw new Error(`Nobody can sign in: ${answer.status()} ${await answer.text()}`)
  const state = await context.storageState()
  await context.close()
  return state
}

type InBrowser = {
  readonly bench: Bench
  readonly browser: Browser
  readonly state: State
  readonly dashboard: Dashboard
}

const withContext = async <T>(
  { browser, state }: InBrowser,
  work: (context: BrowserContext) => Promise<T>,
): Promise<T> => {
  const context = await browser.newContext({
    storageState: state,
    locale: 'en-US',
    viewport: { width: 1440, height: 900 },
  })
  // What compiles this file for Node names inner functions by a helper, which the page does not have.
  await context.addInitScript('globalThis.__name = (named) => named')
  try {
    return await work(context)
  } finally {
    await context.close()
  }
}

const measurePaint = async (run: InBrowser, path: string) => {
  const loads: Load[] = []
  for (let i = 0; i < LOADS; i++)
    loads.push(await withContext(run, (context) => load(context, run.dashboard.url + path)))
  const figures = {
    lcpMs: rounded(median(loads.map(({ lcp }) => lcp))),
    worstLcpMs: rounded(Math.max(...loads.map(({ lcp }) => lcp))),
    fcpMs: rounded(median(loads.map(({ fcp }) => fcp))),
    scriptKb: rounded(Math.max(...loads.map(({ firstBytes }) => firstBytes)) / 1_000),
    allScriptKb: rounded(Math.max(...loads.map(({ allBytes }) => allBytes)) / 1_000),
    shift: rounded(Math.max(...loads.map(({ shift }) => shift)), 3),
  }
  const isQuick = figures.lcpMs > 0 && figures.lcpMs < PAINT_MS_MAX
  const isMet = isQuick && figures.scriptKb <= SCRIPT_KB_MAX && figures.shift <= SHIFT_MAX
  run.bench.report.result({
    bench: 'pages-paint',
    path,
    loads: LOADS,
    ...figures,
    largest: loads[0]!.what,
    lcpMsMax: PAINT_MS_MAX,
    scriptKbMax: SCRIPT_KB_MAX,
    shiftMax: SHIFT_MAX,
    isMet,
  })
  return [
    path,
    figures.fcpMs,
    figures.lcpMs,
    figures.worstLcpMs,
    figures.scriptKb,
    figures.allScriptKb,
    figures.shift,
    isMet ? 'yes' : 'NO',
  ]
}

const KEY_EVERY_MS = 90
/** From a key to the frame that shows it, the worst of all; none over 16 ms is not reported and counts as 16. */
const measureTyping = async (run: InBrowser, path: string, text: string): Promise<(string | number)[]> => {
  const keys = await withContext(run, async (context) => {
    const page = await context.newPage()
    await page.addInitScript(observe)
    await page.goto(run.dashboard.url + path, { waitUntil: 'load' })
    await page.waitForTimeout(SETTLE_MS)
    await page.locator('[data-filter]').first().click()
    await page.keyboard.type(text, { delay: KEY_EVERY_MS })
    await page.waitForTimeout(SETTLE_MS)
    for (let i = 0; i < text.length; i++) await page.keyboard.press('Backspace', { delay: KEY_EVERY_MS / 2 })
    await page.waitForTimeout(SETTLE_MS / 2)
    return (await seenBy(page)).keys
  })
  const [worst, p95] = [Math.max(16, ...keys), Math.max(16, percentile(keys.length > 0 ? keys : [16], 0.95))]
  const isMet = worst < KEY_MS_MAX
  run.bench.report.result({
    bench: 'pages-typing',
    path,
    keys: 2 * text.length,
    worstMs: worst,
    p95Ms: p95,
    mustBeUnderMs: KEY_MS_MAX,
    isMet,
  })
  return [path, 2 * text.length, p95, worst, KEY_MS_MAX, isMet ? 'yes' : 'NO']
}

/** Frames while the rows of a file are scrolled: steadily, as by a wheel, and then from end to end, as by the thumb. */
const scrollRows = async (selector: string): Promise<{ steady: number[]; thumb: number[] }> => {
  const list = document.querySelector(selector)
  if (!list) throw new Error('the file shows no rows')
  const frames = async (count: number, move: (i: number) => void) => {
    const times: number[] = []
    let last = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
    for (let i = 0; i < count; i++) {
      move(i)
      const at = await new Promise<number>((resolve) => requestAnimationFrame(resolve))
      times.push(at - last)
      last = at
    }
    return times
  }
  const steady = await frames(400, () => list.scrollBy(0, 90))
  const height = list.scrollHeight - list.clientHeight
  const thumb = await frames(300, (i) => list.scrollTo(0, (height * i) / 300))
  return { steady, thumb }
}

const measureScroll = async (run: InBrowser): Promise<(string | number)[][]> => {
  const { samples, url } = run.dashboard
  const frames = await withContext(run, async (context) => {
    const page = await context.newPage()
    await page.goto(`${url}/files/${samples.largestFile}`, { waitUntil: 'load' })
    await page.waitForTimeout(SETTLE_MS)
    return await page.evaluate(scrollRows, '[aria-label="Scroll through the rows"]')
  })
  return Object.entries(frames).map(([how, times]) => {
    const slow = times.filter((ms) => ms > SLOW_FRAME_MS).length / times.length
    const [p50, p95, worst] = [median(times), percentile(times, 0.95), Math.max(...times)].map((ms) => rounded(ms))
    const isMet = slow <= SLOW_FRAMES_MAX
    run.bench.report.result({
      bench: 'pages-scroll',
      how,
      rows: samples.largestFileRows,
      frames: times.length,
      p50,
      p95,
      worst,
      slowShare: rounded(slow, 4),
      slowShareMax: SLOW_FRAMES_MAX,
      isMet,
    })
    return [how, times.length, p50!, p95!, worst!, rounded(100 * slow, 2), 100 * SLOW_FRAMES_MAX, isMet ? 'yes' : 'NO']
  })
}

export const measureInBrowser = async (bench: Bench, dashboard: Dashboard): Promise<void> => {
  const { executablePath, env } = await findChromium()
  const browser = await chromium.launch({
    executablePath,
    args: ['--no-sandbox'],
    env: { ...(process.env as Record<string, string>), ...env },
  })
  const close = bench.cleanup.add('browser', () => browser.close())
  const run: InBrowser = { bench, browser, state: await signIn(browser, dashboard), dashboard }
  const lineItems = bench.options.lineItems
  const paints: (string | number)[][] = []
  for (const path of Object.values(addressesOf(dashboard, lineItems)).flat()) {
    bench.report.say(`pages: ${path}`)
    paints.push(await measurePaint(run, path))
  }
  bench.report.say('pages: typing and scrolling')
  const typing: (string | number)[][] = []
  for (const [path, text] of [
    ['/files', 'p3-00000'],
    ['/customers', 'customer-10'],
    ['/audit', 'ticket 97'],
    [`/files/${dashboard.samples.largestFile}`, `${Math.floor(dashboard.samples.largestFileRows / 2)}`],
  ] as const)
    typing.push(await measureTyping(run, path, text))
  const scrolls = await measureScroll(run)
  await close()
  bench.report.table(
    `Pages, first visit, median of ${LOADS} (ms; kB compressed)`,
    ['page', 'first paint', 'largest', 'worst', 'script at first', 'in the end', 'shift', 'is it'],
    [...paints, ['must be under', '', PAINT_MS_MAX, '', SCRIPT_KB_MAX, '', SHIFT_MAX, '']],
  )
  bench.report.table('Typing in a filter, ms', ['page', 'keys', 'p95', 'worst', 'must be under', 'is it'], typing)
  bench.report.table(
    `Scrolling through ${dashboard.samples.largestFileRows.toLocaleString('en')} rows, ms a frame`,
    ['how', 'frames', 'p50', 'p95', 'worst', `% over ${SLOW_FRAME_MS}`, 'at most', 'is it'],
    scrolls,
  )
}
