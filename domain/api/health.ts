import { z } from 'zod'
import { instant } from './common.ts'

export const healthAnswer = z.object({ status: z.literal('alive'), at: instant })
export const readyAnswer = z.object({
  status: z.enum(['ready', 'not_ready']),
  at: instant,
  dependencies: z.array(
    z.object({
      /** postgres, kafka:iad, object-store, zuora, worker:usage-relay@iad */
      name: z.string(),
      ok: z.boolean(),
      latencyMs: z.number().nullable(),
      /** What is wrong and what it means; null when well. */
      message: z.string().nullable(),
    }),
  ),
})
export type Ready = z.infer<typeof readyAnswer>
