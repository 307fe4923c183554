import { Command } from 'commander'
import type { ExperimentRunOptions } from '../experiments/command-options.ts'
import { examples } from '../help.ts'
import { countUpTo, seedNumber, shareAboveZero } from '../numbers.ts'

const MOST_RUNS = 1000

/** `hearsay experiment`. The experiments are loaded only when they are needed: they are most of the program. */
export function experimentCommand(): Command {
  const command = new Command('experiment').description('published results, measured again')
  command.addCommand(listCommand())
  command.addCommand(runCommand())
  return examples(command, [
    'hearsay experiment list',
    'hearsay experiment run infect-and-die',
    'hearsay experiment run --all --report reports',
  ])
}

function listCommand(): Command {
  const command = new Command('list')
    .description('what there is to run, and where it was published')
    .option('--json', 'one JSON object, for programs')
    .action(async (options: { readonly json?: boolean }) => {
      const { listExperiments } = await import('../experiments/list-experiments.ts')
      listExperiments(options.json === true)
    })
  return examples(command, ['hearsay experiment list', 'hearsay experiment list --json | jq .experiments[].id'])
}

function runCommand(): Command {
  const command = new Command('run')
    .description('measures, and holds every claim against what came out')
    .argument('[ID...]', 'which experiments')
    .option('--all', 'every experiment')
    .option('--runs <N>', 'repeat each one so often, each time with another seed', countUpTo(MOST_RUNS), 1)
    .option('--seed <S>', 'all chance follows from it', seedNumber, 1)
    .option('--scale <X>', 'how much of the full size, above 0 to 1; bands are made for 1', shareAboveZero, 1)
    .option('--json', 'one JSON object, for programs')
    .option('--report <DIR>', 'write a page there that shows what came out')
    .action(async (ids: readonly string[], options: ExperimentRunOptions) => {
      const { runExperimentsCommand } = await import('../experiments/run-experiments.ts')
      await runExperimentsCommand(ids, options)
    })
  return examples(command, [
    'hearsay experiment run infect-and-die',
    'hearsay experiment run --all --seed 7 --report reports',
    'hearsay experiment run pull-survival --scale 0.1 --json',
  ])
}
