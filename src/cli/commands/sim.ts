import { Command } from 'commander'
import { examples } from '../help.ts'
import { countUpTo, positiveNumber, seedNumber } from '../numbers.ts'
import type { SimReplayOptions } from '../sim/replay-sim.ts'
import type { SimRunOptions } from '../sim/run-sim.ts'
import { traceFile } from '../sim/trace-option.ts'

const MOST_FORKS = 1_000_000

/** `hearsay sim`. What it runs is loaded only then, so that the other commands answer at once. */
export function simCommand(): Command {
  const command = new Command('sim').description('runs clusters in virtual time, with the code that ships')
  for (const sub of [runCommand(), replayCommand()]) command.addCommand(sub.exitOverride())
  return examples(command, [
    'hearsay sim run scenario.yaml',
    'hearsay sim replay scenario-1.capsule.json      what a failed run has left',
  ])
}

function runCommand(): Command {
  const command = new Command('run')
    .description('runs a scenario: nodes, network, faults, events, and what must hold')
    .argument('<FILE>', 'YAML or JSON; "-" reads standard input')
    .option('--seed <N>', 'instead of the scenario’s', seedNumber)
    .option('--shrink', 'if a property fails, find the least faults and nodes with which it does')
    .option('--capsule <FILE>', 'where the run is kept, even a good one (default: a failed one, beside the scenario)')
    .option('--check-determinism', 'run twice, and name the first thing that differs')
    .option('--trace <FILE>', 'everything that happened: .json for Perfetto, .jsonl for one object a line', traceFile)
    .option('--facts', 'what every node told of every other')
    .option('--json', 'one JSON object, for programs')
    .action(async (file: string, options: SimRunOptions) => {
      const { runSim } = await import('../sim/run-sim.ts')
      await runSim(file, options)
    })
  return examples(command, [
    'hearsay sim run scenario.yaml',
    'hearsay sim run scenario.yaml --seed 7 --shrink',
    'hearsay sim run scenario.yaml --trace trace.json',
  ])
}

function replayCommand(): Command {
  const command = new Command('replay')
    .description('shows a run again: that of a capsule, or a seed of a scenario')
    .argument('<CAPSULE|SEED>', 'a file that `hearsay sim run` has written, or a seed beside --scenario')
    .option('--scenario <FILE>', 'the scenario of the seed, YAML or JSON')
    .option('--until <MS>', 'stop at this virtual time', positiveNumber)
    .option('--events <N>', 'stop after so many events of the simulation', countUpTo(Number.MAX_SAFE_INTEGER))
    .option('--fork <N>', 'go on from there with N other seeds: how many fail?', countUpTo(MOST_FORKS))
    .option('--seed <N>', 'the other seeds follow from it', seedNumber, 1)
    .option('--trace <FILE>', 'everything that happened: .json for Perfetto, .jsonl for one object a line', traceFile)
    .option('--facts', 'what every node told of every other')
    .option('--json', 'one JSON object, for programs')
    .action(async (what: string, options: SimReplayOptions) => {
      const { replaySim } = await import('../sim/replay-sim.ts')
      await replaySim(what, options)
    })
  return examples(command, [
    'hearsay sim replay scenario-1.capsule.json',
    'hearsay sim replay scenario-1.capsule.json --until 20000 --trace trace.json',
    'hearsay sim replay scenario-1.capsule.json --until 20000 --fork 100',
    'hearsay sim replay 7 --scenario scenario.yaml',
  ])
}
