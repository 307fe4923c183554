import { Command } from 'commander'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'

interface JoinCommandOptions extends ClientOptions {
  readonly replay?: boolean
}

/** `hearsay join`. */
export function joinCommand(): Command {
  const command = new Command('join')
    .description('makes the agent join the cluster of other members')
    .argument('<HOST:PORT...>', 'members of the cluster')
    .option('--replay', 'deliver user events of before the join too')
    .action(run)
  return examples(addClientOptions(command), ['hearsay join 10.0.0.1:7946', 'hearsay join seed-1 seed-2 --json'])
}

async function run(addresses: readonly string[], options: JoinCommandOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const answer = await client.join(addresses, options.replay ?? false)
  if (output.mode === 'json') output.json(answer)
  else {
    const joined = answer.joined.map((address) => [address, 'joined'])
    const failed = answer.failed.map(({ address, reason }) => [address, reason])
    output.rows(['ADDRESS', 'OUTCOME'], [...joined, ...failed])
  }
  if (answer.failed.length > 0) process.exitCode = answer.joined.length > 0 ? EXIT.partial : EXIT.failed
}
