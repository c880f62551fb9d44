/** Rules taken away, one at a time: what the runs must find. Done to the world around the handlers, never in them. */
import type { PartitionContext } from '../../server/kafka/processor.ts'
import type { World } from './world.ts'

export type Mutant = {
  /** R4: from the cursor, as if what was decided were sent. */
  readonly resumesAtCursor?: true
  /** R2: the Kafka offset is committed before the work is done. */
  readonly commitsFirst?: true
  /** R1: a send counts as acknowledged when it is on the wire; what is in doubt is not sent again. */
  readonly trustsTheWire?: true
  /** Stands between a handler and the world. */
  readonly context?: (at: PartitionContext, world: World) => PartitionContext
  readonly opened?: (at: PartitionContext) => void
}
