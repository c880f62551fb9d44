import { type Command, Option } from 'commander'
import { openApi } from '../api.ts'
import type { Context } from '../context.ts'
import { type ActOptions, act } from './act.ts'
import { type ItemOptions, type LetterOptions, selectItems, selectLetters } from './select.ts'

const commonOptions = (command: Command): Command =>
  command
    .option('--why <text>', 'kept in the audit log')
    .option('--yes', 'do not ask')
    .addOption(new Option('--dry-run', 'say what would happen and change nothing').conflicts('yes'))

const lettersCommand = (program: Command, name: string): Command =>
  commonOptions(
    program
      .command(name)
      .argument('[ids...]', 'numbers of dead letters')
      .option('--processor <name>', 'all open ones of this processor')
      .option('--reason <class or fingerprint>', 'all open ones with this error class or fingerprint'),
  )

export const addRedrive = (program: Command, context: () => Context): void => {
  lettersCommand(program, 'redrive')
    .description('send dead letters to their processor again, after the cause is gone')
    .addHelpText(
      'after',
      `
What would happen is shown first. Each is sent once; one that fails again comes back as a dead letter.

Examples:
  $ npm run hydro -- redrive 17 18
  $ npm run hydro -- redrive --processor usage-relay --reason unknown_sku --why "SKU added to the catalogue"
`,
    )
    .action(async (ids: string[], options: LetterOptions & ActOptions) => {
      const api = openApi(context())
      await act(
        {
          verb: 'redrive',
          done: 'will be redriven, each once',
          what: 'dead letter',
          meaning: 'Each goes to the retry topic of its processor with its original bytes and is decided once more.',
          selections: await selectLetters(api, ids, options),
          send: (select, dryRun, why) => api.post('redriveDeadLetters', { select, dryRun, why }),
        },
        options,
      )
    })
}

export const addDiscard = (program: Command, context: () => Context): void => {
  lettersCommand(program, 'discard')
    .description('decide that dead letters are never billed')
    .addHelpText(
      'after',
      `
What would happen is shown first. Discarded ones are kept and stay counted, but cannot be redriven.

Examples:
  $ npm run hydro -- discard 17 --why "random bytes of a load test"
  $ npm run hydro -- discard --processor usage-relay --reason undecodable --why "load test of 23 November"
`,
    )
    .action(async (ids: string[], options: LetterOptions & ActOptions) => {
      const api = openApi(context())
      await act(
        {
          verb: 'discard',
          done: 'discarded',
          what: 'dead letter',
          meaning: 'They will never be billed. This cannot be undone.',
          selections: await selectLetters(api, ids, options),
          send: (select, dryRun, why) => api.post('discardDeadLetters', { select, dryRun, why }),
        },
        options,
      )
    })
}

export const addRelease = (program: Command, context: () => Context): void => {
  commonOptions(
    program
      .command('release')
      .description('have rejected line items decided again, after the reason is gone, and repair lost rows')
      .argument('[ids...]', 'line item ids')
      .option('--reason <reason>', 'all that were rejected for this reason')
      .option('--account <id>', 'only of this account, with --reason'),
  )
    .addHelpText(
      'after',
      `
What would happen is shown first. Each is decided once more; if the reason still holds it is rejected again.
"account not known" and "no Zuora account" are released by themselves when the account is there.
An accepted line item is decided again only by its id, and only when its row is proven to be lost: Reconciliation names
those. Kafka must answer for that, and nothing is proven before csv-builder and the books are beyond it.

Examples:
  $ npm run hydro -- release 01a205b3-d000-86a4-a775-7a31f2dacd9e
  $ npm run hydro -- release --reason account_suspended --account 1007919 --why "the customer paid"
`,
    )
    .action(async (ids: string[], options: ItemOptions & ActOptions) => {
      const api = openApi(context())
      await act(
        {
          verb: 'release',
          done: 'will be decided again, each once',
          what: 'line item',
          meaning:
            'Each is decided again from the account as it is now, and billed if nothing stands against it. A lost row was never billed.',
          selections: selectItems(ids, options),
          send: (select, dryRun, why) => api.post('releaseLineItems', { select, dryRun, why }),
        },
        options,
      )
    })
}
