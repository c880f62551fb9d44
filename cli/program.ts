/** The operator's command line. One file a command; this one only puts them together. */
import { Command, CommanderError } from 'commander'
import { addArchive } from './archive/archive.ts'
import { type Context, makeContext } from './context.ts'
import { addClosePeriod } from './desk/close-period.ts'
import { addDiscard, addRedrive, addRelease } from './desk/commands.ts'
import { addDeadLetters } from './desk/dead-letters.ts'
import { addResume } from './desk/resume.ts'
import { CommandError, EXIT, messageOf } from './errors.ts'
import { addImport } from './import/import.ts'
import { addProduce } from './produce/produce.ts'
import { addSql } from './sql/sql.ts'
import { addTail } from './tail/tail.ts'
import { note } from './terminal.ts'
import { addUsers } from './users/users.ts'
import { addWhere } from './where.ts'

const HELP = `
Servers are found through KAFKA_SITES, DATABASE_URL and HYDROMETER_URL, or else through the running \`npm start\`.
The dashboard is asked in the name of HYDROMETER_API_KEY; at a demo that runs here, in the name of its own users.
Exit status: 0 done, 1 refused (the message says why), 2 the command line is wrong, 3 a server does not answer.
`

export const makeProgram = (context: () => Context): Command => {
  const program = new Command('hydro')
    .description('Hydrometer: send usage in, see what became of it, mend what failed')
    .showHelpAfterError('(add --help for what it takes)')
    .addHelpText('after', HELP)
    .exitOverride()
  const commands = [
    addProduce,
    addImport,
    addTail,
    addWhere,
    addSql,
    addArchive,
    addDeadLetters,
    addRedrive,
    addRelease,
    addDiscard,
    addResume,
    addClosePeriod,
    addUsers,
  ]
  for (const add of commands) add(program, context)
  return program
}

/** Returns the exit status. */
export const run = async (args: readonly string[], context: () => Context = makeContext): Promise<number> => {
  try {
    await makeProgram(context).parseAsync(args, { from: 'user' })
    return Number(process.exitCode ?? EXIT.done)
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage // it has spoken already
    note(error instanceof CommandError ? error.message : `Stopped: ${messageOf(error)}`)
    if (!(error instanceof CommandError) && process.env.LOG_LEVEL === 'debug' && error instanceof Error)
      note(error.stack ?? '')
    return error instanceof CommandError ? error.exitCode : EXIT.refused
  }
}
