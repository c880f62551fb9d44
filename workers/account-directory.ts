/**
 * account-directory keeps the Postgres table of accounts from the compacted topic accounts.changed: who may be billed,
 * under which Zuora account. The greatest version wins; an older one changes nothing. When an account gets what a line
 * item waited for, its sweep asks for the release (R11).
 */
import type { AccountChanged } from '../domain/account.ts'
import { processor } from '../domain/pipeline.ts'
import { saveAccounts } from '../server/accounts/save-accounts.ts'
import { sweepReleases } from '../server/accounts/sweep-releases.ts'
import { recordDeadLetters } from '../server/kafka/dead-letters.ts'
import { parseBatch } from '../server/kafka/parse-batch.ts'
import type { PartitionHandler, StreamProcessor } from '../server/kafka/processor.ts'
import { decodeAccountChanged } from '../server/proto/codec.ts'
import type { WorkerDeps } from './deps.ts'

export const accountDirectory = (deps: WorkerDeps): StreamProcessor => ({
  spec: processor('account-directory'),
  lingerMs: 20,
  tickMs: 5_000,
  resumesAtCursor: false,

  async open(at): Promise<PartitionHandler> {
    return {
      async handle(batch) {
        // A null value is a tombstone of the compacted topic: it changes nothing (contract).
        const { good, dead } = parseBatch(
          at,
          batch,
          ({ value }) => (value === null ? null : decodeAccountChanged(value)),
          () => 'accounts.changed',
        )
        const accounts = good.map(({ value }) => value).filter((account): account is AccountChanged => account !== null)

        if (!batch.isReplay)
          await at.decide(async (tx) => {
            await saveAccounts(tx, accounts)
            await recordDeadLetters(tx, dead)
            return { nextOffset: batch.nextOffset, priorSha256: batch.priorSha256, result: undefined }
          })
        await at.sendDeadLetters(dead)
        at.count('accounts', accounts.length)
      },

      /** One partition's owner sweeps for all of them: there is exactly one such owner. */
      ...(at.source.topic === 'accounts.changed' &&
        at.source.partition === 0 && {
          async tick() {
            at.count('released', await sweepReleases(deps.pool))
          },
        }),
    }
  },
})
