/**
 * R8: after `kill -9` a group waits out the session timeout of its dead member, 20 s of standing still. Whoever knows the
 * member id can leave the group for it. A connection per site is kept warm, so that this takes about 0.2 s.
 */
import type { Site } from '../env.ts'
import { connectKafka, type Hydro, type KafkaSecurity } from '../kafka/client.ts'

export type Membership = { readonly site: string; readonly groupId: string; readonly memberId: string }

/** Longer is no better than the group's own session timeout. */
const DEADLINE_MS = 15_000
const RETRY_MS = 200
/** The member was thrown out already, by its timeout or by a coordinator that moved: the goal is reached. */
const ALREADY_GONE = 'UNKNOWN_MEMBER_ID'

export class GroupLeaver {
  private hydro: Hydro

  constructor(
    private readonly sites: readonly Site[],
    private readonly env: Partial<KafkaSecurity> = {},
  ) {
    this.hydro = this.connection()
  }

  private connection = (): Hydro =>
    connectKafka({ sites: this.sites, clientId: 'hydrometer-supervisor', env: this.env })

  /** Connects and finds the coordinator of a group before it is needed. Failing is harmless: `leave` tries again. */
  warm = async (site: string, groupId: string): Promise<void> => {
    try {
      await (await this.hydro.cluster(site)).findGroupCoordinator({ groupId })
    } catch {
      // The broker is away; so are the workers.
    }
  }

  /** Whether the group is known to be free of the member. Never throws: the session timeout is the fallback. */
  leave = async ({ site, groupId, memberId }: Membership): Promise<boolean> => {
    const end = Date.now() + DEADLINE_MS
    for (;;) {
      try {
        const coordinator = await (await this.hydro.cluster(site)).findGroupCoordinator({ groupId })
        await coordinator.leaveGroup({ groupId, memberId })
        return true
      } catch (error) {
        if ((error as { type?: string }).type === ALREADY_GONE) return true
        if (Date.now() >= end) return false
        // A connection that lay idle may be dead, or the coordinator may have moved: begin with new ones.
        void this.hydro.disconnect().catch(() => undefined)
        this.hydro = this.connection()
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  close = (): Promise<void> => this.hydro.disconnect()
}
