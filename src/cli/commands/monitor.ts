import { Command } from 'commander'
import pc from 'picocolors'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'
import { describeEvent, timeOfDay } from '../output/describe.ts'
import { timerMs, timerSeconds } from '../numbers.ts'

interface MonitorOptions extends ClientOptions {
  readonly type: readonly string[]
  readonly seconds?: number
}

/** `hearsay monitor`. */
export function monitorCommand(): Command {
  const command = new Command('monitor')
    .description('shows what happens in the cluster, as the agent hears of it')
    .option('--type <TYPE...>', 'only these: join, leave, fail, update, suspect, refute, reap, event…', [])
    .option('--seconds <S>', 'end after so many seconds', timerSeconds)
    .action(run)
  return examples(addClientOptions(command), [
    'hearsay monitor',
    'hearsay monitor --type fail join',
    'hearsay monitor --json | jq .member.name',
  ])
}

async function run(options: MonitorOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const limit = options.seconds === undefined ? undefined : AbortSignal.timeout(timerMs(options.seconds))
  try {
    for await (const event of client.events(options.type, limit)) {
      if (output.mode === 'json') output.json(event)
      else output.line(`${pc.dim(timeOfDay(event.at))} ${describeEvent(event)}`)
    }
  } catch (error) {
    if (limit?.aborted === true) return
    throw error
  }
  throw new CliError(EXIT.unreachable, `the agent on ${client.address} has ended`)
}
