/** `npm run hydro -- …` */
import { EXIT } from './errors.ts'
import { run } from './program.ts'

// `hydro tail … | head` ends the pipe: that is no error
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done)
  throw error
})
process.exitCode = await run(process.argv.slice(2))
