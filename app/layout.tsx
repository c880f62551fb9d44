import type { Metadata, Viewport } from 'next'
import localFont from 'next/font/local'
import { cookies, headers } from 'next/headers'
import type { ReactNode } from 'react'
import { isZone } from '../components/format.ts'
import { EARLY_KEY_SCRIPT } from '../components/frame/early-key.ts'
import { Foot } from '../components/frame/foot.tsx'
import { Keys } from '../components/frame/keys.tsx'
import { Rail } from '../components/frame/rail.tsx'
import { THEME_SCRIPT } from '../components/frame/theme-button.tsx'
import './globals.css'
import { Hydrated, read } from './prefetch.tsx'
import { Providers } from './providers.tsx'
import { whoLooks } from './session.ts'

// The Latin files of the two packages, preloaded; nothing else is. Their fallbacks have the same widths: no shift.
const plex = localFont({
  src: '../node_modules/@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-standard-normal.woff2',
  variable: '--font-plex',
  weight: '100 700',
  declarations: [{ prop: 'font-stretch', value: '75% 100%' }],
  display: 'swap',
})
const jetbrains = localFont({
  src: '../node_modules/@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2',
  variable: '--font-jetbrains',
  weight: '100 800',
  display: 'swap',
  adjustFontFallback: false,
})

export const metadata: Metadata = {
  title: { default: 'Overview · Hydrometer', template: '%s · Hydrometer' },
  description: 'Metered billing, from each usage event to the row that Zuora bills.',
  robots: { index: false },
}
export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'light dark' }

export default async function Layout({ children }: { children: ReactNode }) {
  const asked = decodeURIComponent((await cookies()).get('hydrometer-zone')?.value ?? 'UTC')
  const looking = await whoLooks()
  const viewer = looking.is === 'viewer' ? looking.viewer : null
  const nonce = (await headers()).get('x-nonce') ?? undefined
  return (
    <html lang="en" className={`${plex.variable} ${jetbrains.variable}`} suppressHydrationWarning>
      <body>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: a constant of ours, before the first paint */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: THEME_SCRIPT }} />
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: another one, which is of no client module */}
        <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: EARLY_KEY_SCRIPT }} />
        <Providers zone={isZone(asked) ? asked : 'UTC'} renderedAt={Date.now()} viewer={viewer}>
          {viewer ? (
            <>
              <a
                href="#main"
                className="btn sr-only z-10 focus:not-sr-only focus:absolute! focus:top-2 focus:left-2 focus:h-8 focus:px-3"
              >
                Skip to the page
              </a>
              <Hydrated what={[read.pipeline()]}>
                <div className="app">
                  <Rail />
                  {children}
                  <Foot />
                </div>
              </Hydrated>
              <Keys />
            </>
          ) : (
            // The sign-in page, or where a page sends nobody; it draws itself without the frame.
            children
          )}
        </Providers>
      </body>
    </html>
  )
}
