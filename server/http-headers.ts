/** What the dashboard's pages allow a browser to do, and where nobody is sent. */

/**
 * The Content-Security-Policy of a page. Scripts and style elements run only with this answer's nonce; the drawings'
 * inline style attributes are allowed, which can change how something looks and nothing else.
 */
export const contentSecurityPolicy = (
  nonce: string,
  { dev, tls }: { readonly dev: boolean; readonly tls: boolean },
): string =>
  [
    "default-src 'self'",
    // `next dev` builds its modules by eval and reloads over a web socket.
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ''}`,
    dev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${dev ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(tls ? ['upgrade-insecure-requests'] : []),
  ].join('; ')

/** Only addresses of this site: `//elsewhere` and `/\elsewhere` are other hosts to a browser. */
export const isOwnPage = (path: string): boolean => /^\/(?![/\\])/.test(path) && !/\p{Cc}/u.test(path)

export const signInAddress = (wanted: string): string =>
  wanted === '/' || !isOwnPage(wanted) ? '/sign-in' : `/sign-in?to=${encodeURIComponent(wanted)}`
