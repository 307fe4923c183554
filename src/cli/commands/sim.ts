import { readFileSync, writeFileSync } from 'node:fs'
import { Command } from 'commander'
import type { ScenarioOutcome } from '../../experiments/scenario/run-scenario.ts'
import type { Scenario } from '../../experiments/scenario/scenario.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { examples } from '../help.ts'
import { seedNumber } from '../numbers.ts'
import { Output, outputMode } from '../output/output.ts'

interface SimRunOptions {
  readonly seed?: number
  readonly trace?: string
  readonly chromeTrace?: string
  readonly facts?: boolean
  readonly json?: boolean
}

/** `hearsay sim`. */
export function simCommand(): Command {
  const command = new Command('sim').description('runs clusters in virtual time, with the code that ships')
  command.addCommand(simRunCommand())
  return examples(command, ['hearsay sim run scenario.yaml'])
}

function simRunCommand(): Command {
  const command = new Command('run')
    .description('runs a scenario: nodes, network, faults, events')
    .argument('<FILE>', 'YAML or JSON; "-" reads standard input')
    .option('--seed <N>', 'instead of the scenario’s', seedNumber)
    .option('--trace <FILE>', 'everything that happened, one JSON object a line')
    .option('--chrome-trace <FILE>', 'the same for Perfetto and Chrome’s tracing page')
    .option('--facts', 'what every node told of every other')
    .option('--json', 'one JSON object, for programs')
    .action(run)
  return examples(command, [
    'hearsay sim run scenario.yaml',
    'hearsay sim run scenario.yaml --seed 7 --chrome-trace trace.json',
  ])
}

async function run(file: string, options: SimRunOptions): Promise<void> {
  const scenario = await read(file, options)
  const { runScenario } = await import('../../experiments/scenario/run-scenario.ts')
  const abort = new AbortController()
  process.once('SIGINT', () => abort.abort(new CliError(EXIT.interrupted, 'interrupted')))
  const wantsTrace = options.trace !== undefined || options.chromeTrace !== undefined
  const started = performance.now()
  const outcome = await runScenario(scenario, {
    trace: wantsTrace ? 'full' : 'hash',
    signal: abort.signal,
    progress: (done) => showProgress(done),
  })
  print(new Output(outputMode(options.json ?? false)), scenario, outcome, options, (performance.now() - started) / 1000)
  await writeTraces(outcome, scenario.faults, options)
  if (outcome.disagreements.length > 0) process.exitCode = EXIT.failed
}

async function read(file: string, { seed }: SimRunOptions): Promise<Scenario> {
  const { readScenario } = await import('../../experiments/scenario/read-scenario.ts')
  try {
    const scenario = readScenario(readFileSync(file === '-' ? 0 : file, 'utf8'), file)
    return seed === undefined ? scenario : { ...scenario, seed }
  } catch (error) {
    throw new CliError(EXIT.usage, error instanceof Error ? error.message : String(error), { cause: error })
  }
}

async function writeTraces(
  { sim }: ScenarioOutcome,
  schedule: Scenario['faults'],
  { trace, chromeTrace }: SimRunOptions,
): Promise<void> {
  const { toChromeTrace, toJsonLines } = await import('../../sim/index.ts')
  if (trace !== undefined) write(trace, toJsonLines(sim.trace))
  if (chromeTrace !== undefined)
    write(chromeTrace, toChromeTrace(sim.trace, { schedule, nodeName: (node) => `n${node}` }))
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new CliError(EXIT.failed, `the trace cannot be written: ${(error as Error).message}`, { cause: error })
  }
}

function print(
  output: Output,
  scenario: Scenario,
  outcome: ScenarioOutcome,
  { facts = false }: SimRunOptions,
  seconds: number,
): void {
  const { sim, told: counts, events, disagreements, up } = outcome
  const { counters, traceHash } = sim
  if (output.mode === 'json') {
    const told = facts ? { facts: outcome.facts } : {}
    return output.json({ schema: 1, scenario, traceHash, up, disagreements, events, counts, ...told })
  }
  if (facts)
    output.rows(
      ['AT', 'BY', 'WHAT', 'OF'],
      outcome.facts.map((f) => [f.at.toFixed(1), f.by, f.what, f.of]),
    )
  output.rows(
    ['WHAT', 'FIGURE'],
    [
      ['virtual time', `${(scenario.durationMs / 1000).toFixed(1)} s in ${seconds.toFixed(1)} s`],
      ['nodes up at the end', `${up} of ${scenario.nodes}`],
      ['datagrams sent, lost', `${counters.datagramsSent}, ${counters.datagramsLost}`],
      ['bytes sent', String(counters.bytes)],
      ...Object.entries(counts).map(([what, times]) => [`told: ${what}`, String(times)]),
      ...events.map(({ by, reached, afterMs }) => [
        `event of ${by}`,
        `${reached} nodes after ${afterMs.toFixed(1)} ms`,
      ]),
      ['trace hash', traceHash],
      ['agreement at the end', disagreements.length === 0 ? 'yes' : `no: ${disagreements.slice(0, 5).join('; ')}`],
    ],
  )
}

function showProgress(done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${Math.round(100 * done)} %  ${done >= 1 ? '\r      \r' : ''}`)
}
