/**
 * Who has caught up gives way to who has not: a worker that was killed, the process that will stand by next, and the pages
 * of the console get the CPU first where all want it. Only where it is scarce does it change anything.
 */
import { writeFileSync } from 'node:fs'
import { setPriority } from 'node:os'

/** Ten steps of niceness are about a tenth of the share. */
const NICENESS = 10
/** Until then it has handled its first batches, by code that is not compiled yet. */
export const GIVE_WAY_AFTER_MS = 3_000

/** From now on; raising one's own niceness needs no right. Where the system has no such thing nothing is lost. */
export const giveWay = (): void => {
  try {
    setPriority(NICENESS)
    // Linux without control groups shares the CPU by session, and inside one by niceness.
    writeFileSync('/proc/self/autogroup', String(NICENESS))
  } catch {}
}
