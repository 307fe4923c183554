import { Command } from 'commander'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { examples } from '../help.ts'

/** `hearsay leave`. */
export function leaveCommand(): Command {
  const command = new Command('leave').description('makes the agent leave the cluster on purpose, and end').action(run)
  return examples(addClientOptions(command), ['hearsay leave'])
}

async function run(options: ClientOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const answer = await client.leave()
  if (output.mode === 'json') output.json(answer)
  else process.stderr.write('the agent has left the cluster and ends\n')
}
