import { Command, InvalidArgumentError } from 'commander'
import { examples } from '../help.ts'

/** `hearsay maelstrom`. What it runs is loaded only then, so that the other commands answer at once. */
export function maelstromCommand(): Command {
  const command = new Command('maelstrom')
    .description('is a node under test of Maelstrom: speaks its JSON on standard input and output')
    .argument('<WORKLOAD>', 'echo, unique-ids, broadcast, g-set, g-counter, pn-counter or txn-rw-register')
    .option('--batch <MS>', 'what goes to one node waits so long for more: 5 is quick, 100 takes few messages', batchMs)
    .action(async (workload: string, { batch }: { batch?: number }) => {
      const { runMaelstrom } = await import('../maelstrom/run-maelstrom.ts')
      await runMaelstrom(workload, batch === undefined ? {} : { batchMs: batch })
    })
  return examples(command, [
    'maelstrom test -w broadcast --bin ./node.sh --node-count 25 --rate 100 --latency 100 --time-limit 20',
    '   where node.sh is: #!/bin/sh',
    '                     exec hearsay maelstrom broadcast "$@"',
    'hearsay maelstrom broadcast --batch 100      fewer messages, each a little later',
  ])
}

function batchMs(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value >= 0 && value <= 60_000) return value
  throw new InvalidArgumentError('It must be a number from 0 to 60000.')
}
