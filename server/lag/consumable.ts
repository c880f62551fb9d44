import type { LogEnds } from './look.ts'

/** Records between where reading goes on and where a consumer that waits for commits stops. */
export const consumableOf = ({ committed, low, stableEnd }: LogEnds & { readonly committed: number | null }): number =>
  Math.max(0, stableEnd - Math.max(committed ?? 0, low))
