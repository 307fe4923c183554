import { Command, CommanderError } from 'commander'
import { VERSION } from '../agent/version.ts'
import { agentCommand } from './commands/agent.ts'
import { claimsCommand } from './commands/claims.ts'
import { eventCommand } from './commands/event.ts'
import { experimentCommand } from './commands/experiment.ts'
import { infoCommand } from './commands/info.ts'
import { joinCommand } from './commands/join.ts'
import { leaveCommand } from './commands/leave.ts'
import { maelstromCommand } from './commands/maelstrom.ts'
import { membersCommand } from './commands/members.ts'
import { monitorCommand } from './commands/monitor.ts'
import { planCommand } from './commands/plan.ts'
import { simCommand } from './commands/sim.ts'
import { sweepCommand } from './commands/sweep.ts'
import { upCommand } from './commands/up.ts'
import { CliError, EXIT } from './exit-codes.ts'
import { examples } from './help.ts'

/** Runs a command line and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await program().parseAsync([...args], { from: 'user' })
  } catch (error) {
    process.exitCode = tell(error)
  }
}

function program(): Command {
  const root = new Command('hearsay')
    .description('Many machines that know the same thing, with nobody in charge.')
    .version(VERSION)
    .showSuggestionAfterError()
  const commands = [
    upCommand(),
    agentCommand(),
    membersCommand(),
    joinCommand(),
    leaveCommand(),
    eventCommand(),
    monitorCommand(),
    infoCommand(),
    simCommand(),
    planCommand(),
    experimentCommand(),
    claimsCommand(),
    sweepCommand(),
    maelstromCommand(),
  ]
  for (const command of commands) root.addCommand(command)
  throwInsteadOfExit(root)
  return examples(root, [
    'hearsay up                        a cluster on this machine, live',
    'hearsay agent --name web-1        one member',
    'hearsay members                   who is there',
  ])
}

/** Commander would end the process, before anything could be said or cleared away. */
function throwInsteadOfExit(command: Command): void {
  command.exitOverride()
  for (const child of command.commands) throwInsteadOfExit(child)
}

/** Says on standard error what went wrong. @returns the exit code */
function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage // it has spoken itself
  if (error instanceof CliError) {
    process.stderr.write(`hearsay: ${error.message}\n`)
    return error.exitCode
  }
  process.stderr.write(`hearsay: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
  return EXIT.failed
}
