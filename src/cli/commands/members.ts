import { setTimeout as sleep } from 'node:timers/promises'
import { Command, Option } from 'commander'
import logUpdate from 'log-update'
import type { MembersAnswer } from '../../agent/index.ts'
import type { Member } from '../../node/api.ts'
import { addClientOptions, type ClientOptions, contextOf } from '../command-context.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'
import { colourStatus, describeTags } from '../output/describe.ts'
import { Output } from '../output/output.ts'

interface MembersOptions extends ClientOptions {
  readonly status?: string
  readonly tag: readonly string[]
  readonly long?: boolean
  readonly watch?: boolean
}

const STATUSES = ['alive', 'suspect', 'leaving', 'left', 'failed']
const WATCH_MS = 1000

/** `hearsay members`. */
export function membersCommand(): Command {
  const command = new Command('members')
    .description('the cluster’s members, as the agent sees them')
    .addOption(new Option('--status <STATUS>', 'only members of this status').choices(STATUSES))
    .option('--tag <KEY=VALUE>', 'only members with this tag; may be repeated', collect, [])
    .option('-l, --long', 'incarnation and protocol versions too')
    .option('--watch', 'show it again every second')
    .action(run)
  return examples(addClientOptions(command), [
    'hearsay members',
    'hearsay members --status failed',
    'hearsay members --tag role=web --json',
  ])
}

async function run(options: MembersOptions): Promise<void> {
  const { client, output } = contextOf(options)
  const wanted = filterOf(options)
  if (options.watch !== true) return print(output, await client.members(), options, wanted)
  if (output.mode === 'tsv') throw new CliError(EXIT.usage, '--watch needs a terminal, or --json')
  for (;;) {
    const answer = await client.members()
    if (output.mode === 'json') print(output, answer, options, wanted)
    else print(new Output('human', (text) => logUpdate(text.trimEnd())), answer, options, wanted)
    await sleep(WATCH_MS)
  }
}

function print(output: Output, answer: MembersAnswer, options: MembersOptions, wanted: (m: Member) => boolean): void {
  const members = answer.members.filter(wanted)
  if (output.mode === 'json') return output.json({ ...answer, members })
  const long = options.long === true
  const header = ['NAME', 'ADDRESS', 'STATUS', 'TAGS', ...(long ? ['INCARNATION', 'VERSIONS'] : [])]
  const cells = members.map(({ name, address, status: word, tags, incarnation, versions }) => {
    const row = [name, address, word, describeTags(tags)]
    return long ? [...row, String(incarnation), versions.join('.')] : row
  })
  output.rows(header, cells, (column, text) => (column === STATUS_COLUMN ? colourStatus(text) : text))
}

const STATUS_COLUMN = 2

function filterOf({ status, tag }: MembersOptions): (member: Member) => boolean {
  const tags = tag.map((text): [string, string] => {
    const equals = text.indexOf('=')
    if (equals < 1) throw new CliError(EXIT.usage, `--tag "${text}" is not KEY=VALUE`)
    return [text.slice(0, equals), text.slice(equals + 1)]
  })
  return (member) =>
    (status === undefined || member.status === status) && tags.every(([key, value]) => member.tags[key] === value)
}

function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value]
}
