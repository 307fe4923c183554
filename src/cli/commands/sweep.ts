import { availableParallelism } from 'node:os'
import { Command, InvalidArgumentError } from 'commander'
import { MOST_THREADS } from '../../sweep/run/threads.ts'
import { examples } from '../help.ts'
import { countUpTo, positiveNumber } from '../numbers.ts'
import type { SweepRunOptions, SweepWorkerOptions } from './run-sweep-command.ts'

const MOST_SHARDS = 1_000_000

/** `hearsay sweep`. What it runs is loaded only then, so that the other commands answer at once. */
export function sweepCommand(): Command {
  const command = new Command('sweep').description('measures every point of a grid of parameters in the simulator')
  for (const sub of [runCommand(), workerCommand(), tasksCommand()]) command.addCommand(sub)
  return examples(command, [
    'hearsay sweep tasks                                      what can be measured',
    'hearsay sweep run grid.yaml                              on all cores, into grid.jsonl',
    'hearsay sweep run grid.yaml --shard 3/10                 one job of an array',
    'hearsay sweep worker --queue redis://10.0.0.1:6379       on each of several machines, and then once',
    'hearsay sweep run grid.yaml --queue redis://10.0.0.1:6379',
  ])
}

function runCommand(): Command {
  const command = new Command('run')
    .description('runs a sweep, or goes on with one that was interrupted')
    .argument('<FILE>', 'the sweep, YAML or JSON')
    .option('--out <FILE>', 'one line of JSON a point (default: beside the sweep, with .jsonl)')
    .option('--workers <N>', `threads (default one a core, here ${availableParallelism()})`, countUpTo(MOST_THREADS))
    .option('--shard <I/N>', 'only the Ith of N parts', shardOf)
    .option('--fresh', 'begin anew, whatever the result file holds')
    .option('--queue <URL>', 'let the workers of this Redis do it: redis://HOST:PORT')
    .option('--name <NAME>', 'of several queues on one Redis', 'default')
    .option('--json', 'one JSON object, for programs')
    .action(async (file: string, options: SweepRunOptions) => {
      const { runSweepFile } = await import('./run-sweep-command.ts')
      await runSweepFile(file, options)
    })
  return examples(command, [
    'hearsay sweep run grid.yaml',
    'hearsay sweep run grid.yaml --shard 3/10 --out part-3.jsonl',
  ])
}

function workerCommand(): Command {
  const command = new Command('worker')
    .description('does the work of sweeps that are run with --queue, until it is ended')
    .requiredOption('--queue <URL>', 'redis://HOST:PORT')
    .option('--name <NAME>', 'of several queues on one Redis', 'default')
    .option('--workers <N>', `threads (default one a core, here ${availableParallelism()})`, countUpTo(MOST_THREADS))
    .option('--idle-seconds <S>', 'end after so long without work', positiveNumber)
    .option('--json', 'one JSON object a line, for programs')
    .action(async (options: SweepWorkerOptions) => {
      const { runSweepWorker } = await import('./run-sweep-command.ts')
      await runSweepWorker(options)
    })
  return examples(command, ['hearsay sweep worker --queue redis://10.0.0.1:6379 --idle-seconds 60'])
}

function tasksCommand(): Command {
  const command = new Command('tasks')
    .description('what can be measured, with its parameters')
    .argument('[TASK]', 'only this one')
    .option('--json', 'one JSON object, for programs')
    .action(async (name: string | undefined, options: { json?: boolean }) => {
      const { listTasks } = await import('./list-tasks.ts')
      listTasks(name, options.json === true)
    })
  return examples(command, ['hearsay sweep tasks', 'hearsay sweep tasks spread'])
}

function shardOf(text: string): { shard: number; shards: number } {
  const [shard, shards] = (/^(\d{1,7})\/(\d{1,7})$/.exec(text)?.slice(1) ?? []).map(Number)
  const fits = shard !== undefined && shards !== undefined && shard >= 1 && shard <= shards && shards <= MOST_SHARDS
  if (!fits) throw new InvalidArgumentError(`It must be I/N with I from 1 to N, and N at most ${MOST_SHARDS}.`)
  return { shard, shards }
}
