/** A browser in a word or two. The whole text is shown on hover: this only helps to tell sessions apart. */
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg\/(\d+)/, 'Edge'],
  [/Firefox\/(\d+)/, 'Firefox'],
  [/(?:Chrome|HeadlessChrome)\/(\d+)/, 'Chrome'],
  [/Version\/(\d+).*Safari/, 'Safari'],
]
const SYSTEMS: readonly [RegExp, string][] = [
  [/Windows/, 'Windows'],
  [/iPhone|iPad/, 'iOS'],
  [/Android/, 'Android'],
  [/Mac OS X/, 'macOS'],
  [/Linux/, 'Linux'],
]

export const browserOf = (userAgent: string | null): string => {
  if (!userAgent) return 'Not known'
  const browser = BROWSERS.map(([pattern, name]) => {
    const found = pattern.exec(userAgent)
    return found && `${name} ${found[1]}`
  }).find(Boolean)
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1]
  return browser ? `${browser}${system ? `, ${system}` : ''}` : userAgent.slice(0, 40)
}
