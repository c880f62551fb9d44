/** The name of the home site: where the billing, dead-letter and retry topics live. */
import type { ApiContext } from '../api/context.ts'
import { sitesOf } from './read-pipeline.ts'

export const homeOf = async (context: Pick<ApiContext, 'hydro' | 'pool'>): Promise<string> =>
  (await sitesOf(context)).find((site) => site.isHome)?.name ?? 'home'
