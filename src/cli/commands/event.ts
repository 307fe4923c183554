import { Command } from 'commander'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { examples } from '../help.ts'

interface EventOptions extends ClientOptions {
  readonly coalesce?: boolean
}

/** More than any event may hold; what is longer is refused by the agent with its limit. */
const MAX_STDIN_BYTES = 65_536

/** `hearsay event`. */
export function eventCommand(): Command {
  const command = new Command('event')
    .description('fires a user event: every member gets it once')
    .argument('<NAME>', 'what it is called')
    .argument('[PAYLOAD]', 'what it carries; "-" reads standard input')
    .option('--coalesce', 'receivers may keep only the latest of its name')
    .action(run)
  return examples(addClientOptions(command), ['hearsay event deploy v42', 'hearsay event config - < settings.json'])
}

async function run(name: string, payload: string | undefined, options: EventOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const bytes = payload === '-' ? await readStdin() : Buffer.from(payload ?? '')
  const answer = await client.event(name, bytes, options.coalesce ?? false)
  if (output.mode === 'json') output.json(answer)
  else
    output.rows(['EVENT', 'LAMPORT TIME', 'OTHER MEMBERS'], [[name, String(answer.ltime), String(answer.recipients)]])
}

async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > MAX_STDIN_BYTES) break
  }
  return Buffer.concat(chunks)
}
