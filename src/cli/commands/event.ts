import { Command } from 'commander'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'

interface EventOptions extends ClientOptions {
  readonly coalesce?: boolean
}

/** As much as an agent takes, which is far more than an event may hold: base64 makes 65,536 characters of it. */
const MAX_STDIN_BYTES = 49_152

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

/** @throws CliError beyond {@link MAX_STDIN_BYTES}; what is within them the agent refuses with its own limit */
async function readStdin(): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > MAX_STDIN_BYTES) {
      throw new CliError(EXIT.failed, `standard input holds more than ${MAX_STDIN_BYTES} bytes: no event is so large`)
    }
  }
  return Buffer.concat(chunks)
}
