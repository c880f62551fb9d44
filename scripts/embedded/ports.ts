import { createServer } from 'node:net'

/** Below the range from which systems take ports of outgoing connections, so that a port is still ours at the next start. */
const FIRST_PORT = 20_000
const LAST_PORT = 32_000
const handedOut = new Set<number>()

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })

export const portIsFree = isFree

/** A free port of 127.0.0.1, the preferred one where it is free. Never hands out one port twice. */
export const freePort = async (preferred?: number): Promise<number> => {
  if (preferred !== undefined && (await isFree(preferred))) {
    handedOut.add(preferred)
    return preferred
  }
  for (let tries = 0; tries < 500; tries++) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT))
    if (handedOut.has(port)) continue
    handedOut.add(port)
    if (await isFree(port)) return port
  }
  throw new Error(
    `No free port between ${FIRST_PORT} and ${LAST_PORT} on 127.0.0.1; stop what holds them and try again.`,
  )
}
