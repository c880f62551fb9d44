/**
 * Imported before uPlot, which formats numbers in the browser's language when it is loaded. A Chromium that was started
 * without a locale, on a wall display for instance, calls its language `en-US@posix`, which is none.
 */
try {
  new Intl.NumberFormat(navigator.language)
} catch {
  Object.defineProperty(navigator, 'language', { value: 'en-US', configurable: true })
}
