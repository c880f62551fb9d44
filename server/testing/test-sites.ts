import { parseSites, type Site } from '../env.ts'

/** The two brokers that `npm test` started (`iad` is home), shared by all files: use topic names and groups of your own. */
export const testSites = (): Site[] => {
  const text = process.env.TEST_KAFKA_SITES
  if (!text)
    throw new Error(
      'TEST_KAFKA_SITES is not set: run `npm test`, or `node scripts/run.mjs scripts/test/servers.ts` in another terminal and set what it prints.',
    )
  return parseSites(text)
}
