/** An answer that sets or forgets cookies. */
export const withCookies = (answer: unknown, cookies: readonly string[]): Response => {
  const response = Response.json(answer, { headers: { 'cache-control': 'no-store' } })
  for (const cookie of cookies) response.headers.append('set-cookie', cookie)
  return response
}
