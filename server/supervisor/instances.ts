/** Which processes there are: one for each home processor and job, and one per site for processors of every site. */
import { JOBS, PROCESSORS, type WorkerName } from '../../domain/pipeline.ts'

export type Instance = {
  /** `usage-relay@iad`, `submission-filter@iad`, `zuora-submitter`. */
  readonly name: string
  readonly worker: WorkerName
  /** Undefined for a job, which belongs to no site. */
  readonly site?: string
}

export type SiteName = { readonly name: string; readonly isHome: boolean }

export const instanceName = (worker: WorkerName, site?: string): string => (site ? `${worker}@${site}` : worker)

export const allInstances = (sites: readonly SiteName[]): Instance[] => {
  const ofProcessors = PROCESSORS.flatMap((spec) =>
    sites
      .filter((site) => spec.runs === 'every-site' || site.isHome)
      .map((site) => ({ name: instanceName(spec.name, site.name), worker: spec.name, site: site.name })),
  )
  return [...ofProcessors, ...JOBS.map(({ name }) => ({ name: instanceName(name), worker: name }))]
}

/**
 * Instances by what an operator types: a worker's name means all of its instances, `usage-relay@sea` that one; no name
 * at all means every one. @throws Error that lists what there is
 */
export const instancesOf = (names: readonly string[], sites: readonly SiteName[]): Instance[] => {
  const all = allInstances(sites)
  if (names.length === 0) return all
  const chosen = names.flatMap((name) => {
    const found = all.filter((i) => i.name === name || i.worker === name)
    if (found.length === 0)
      throw new Error(`There is no worker called ${name}. There are: ${all.map((i) => i.name).join(', ')}`)
    return found
  })
  return all.filter((i) => chosen.includes(i))
}
