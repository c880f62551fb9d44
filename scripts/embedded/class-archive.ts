/**
 * Java's archive of loaded classes (AppCDS): with it a broker is up after half of the CPU seconds (3.7 instead of 7, 2
 * with a quick start). The first broker that ends in order writes it beside the jars; until then, or when Java was
 * updated since, brokers start without. Writing it delays that one stop by some seconds.
 */
import { existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

export type ClassArchive = {
  readonly flags: readonly string[]
  /** To be called when the broker has ended in order, or hard. */
  readonly settle: (inOrder: boolean) => Promise<void>
}

/** One writer per process is enough, and two brokers that stop together would wait for each other's CPU. */
let writing = false

export const classArchive = (jars: string): ClassArchive => {
  const archive = join(jars, 'kafka.jsa')
  const nothing = async () => undefined
  if (existsSync(archive)) return { flags: [`-XX:SharedArchiveFile=${archive}`, '-Xshare:auto'], settle: nothing }
  if (writing) return { flags: [], settle: nothing }
  writing = true
  const partial = `${archive}.${process.pid}`
  return {
    flags: [`-XX:ArchiveClassesAtExit=${partial}`],
    settle: async (inOrder) => {
      writing = false
      if (inOrder && existsSync(partial)) await rename(partial, archive)
      else await rm(partial, { force: true })
    },
  }
}
