import type { FileState } from '../../domain/file-states.ts'
import type { PartitionStatus, PartitionView } from '../partition.ts'

/** What the live map draws: everything already counted and named, so that the drawing holds no rules. */
export type MapNode = {
  /** `usage-relay · iad` */
  readonly name: string
  readonly status: PartitionStatus
  /** Worst partition. null: not heard. */
  readonly timeLagSeconds: number | null
  /** Messages behind, all partitions. null: not heard. */
  readonly behind: number | null
  /** What stands in place of the lag when the node is not reading: `starting`, `stopped: …`. */
  readonly words: string | null
  readonly partitions: readonly PartitionView[]
}

export type MapSite = {
  readonly name: string
  readonly index: number
  readonly perSecond: number | null
  /** Events a second by product; empty until it is known. */
  readonly products: readonly { readonly name: string; readonly perSecond: number | null }[]
  readonly relay: MapNode
  /** Line items a second that this site's relay produced. */
  readonly relayedPerSecond: number | null
}

export type MapView = {
  readonly alertSeconds: number
  readonly sites: readonly MapSite[]
  readonly directory: MapNode & { readonly accounts: string | null }
  readonly filter: MapNode
  readonly builder: MapNode
  readonly bookkeeper: MapNode
  readonly perSecond: {
    readonly lineItems: number | null
    readonly submittable: number | null
    readonly rows: number | null
    readonly booked: number | null
  }
  readonly rejected: { readonly perSecond: number | null; readonly today: string | null }
  /** Open dead letters by processor; `note` says what matters most about them. */
  readonly deadLetters: Readonly<
    Record<'usage-relay' | 'submission-filter' | 'account-directory', { readonly open: number; readonly note: string }>
  >
  readonly openFiles: { readonly files: number; readonly rows: number; readonly note: string }
  readonly quarantined: { readonly files: number; readonly rows: number }
  readonly zuora: {
    readonly importedToday: number | null
    readonly waiting: readonly { readonly state: FileState; readonly files: number }[]
    /** `no answer since 09:13`, when Zuora is away. */
    readonly away: string | null
  }
}
