import type { Command } from 'commander'

/** Puts examples above a command's help: most people want to copy one. */
export function examples(command: Command, lines: readonly string[]): Command {
  return command.addHelpText('before', `Examples:\n${lines.map((line) => `  ${line}`).join('\n')}\n`)
}
