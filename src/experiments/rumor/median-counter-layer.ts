import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { greatestOf, meanOf, quantile, shareOf } from '../measure.ts'
import {
  allClaim,
  COUNTERS,
  KARP_LOSSY_ROUNDS,
  KARP_ROUNDS,
  KARP_SOURCE,
  roundsClaim,
  sentClaim,
  SILENT_WITHIN,
} from '../spreading/karp-figures.ts'
import { fourErrors, meanOfRuns, RumorRepeater, type RumorSeries } from './repeat-rumors.ts'
import type { RumorRun } from './rumor-cluster.ts'

/** By the power of two of nodes. */
const RUNS: Readonly<Record<number, number>> = { 10: 60, 12: 12 }
const POWERS = [10, 12] as const
/** How the rounds of one run scatter, by the model in `population`: with all calls, and with four of five. */
const DEVIATION = 0.53
const LOSSY_DEVIATION = 0.79
const LOSS = 0.2
const LOSSY_COUNTER = 3
const LIMITED_NODES = 10_000
const LIMITED_RUNS = 4
/** Without a cut-off: long enough to see who goes on for ever. */
const NO_CUT_OFF = 150 // cycles after which it is clear
/** One run in about twelve has a node that never loses interest. */
const ENDLESS_RUNS = 60

/** Karp's rule by the layer. */
export const medianCounterLayer: Experiment = {
  id: 'rumor-layer-median-counter',
  title: 'The median counter with the layer that ships',
  source: KARP_SOURCE,
  parameters: {
    nodes: '2^10 and 2^12, complete graph',
    layer: 'src/dissemination/rumor, stop "median-counter", judge "cycle-start", phase "in-step", bodies "at-once"',
    'cut-off': `${SILENT_WITHIN} log2 n cycles`,
    sent: 'tellings in calls and answers, needed or not',
    runs: `${RUNS[10]} at 2^10, ${RUNS[12]} at 2^12; ${LIMITED_RUNS} with an answer limit, without, at ${LIMITED_NODES}`,
    bands: 'those of many runs, or four standard errors of the runs made here where that is wider',
  },
  claims: [
    ...COUNTERS.map((ctrMax) => sentClaim(ctrMax)),
    ...COUNTERS.slice(1).map(allClaim),
    ...POWERS.flatMap(roundsClaims),
    {
      ...{ id: 'sent-flat', text: 'sent per node, ctrMax = 2: change from 2^10 to 2^12 nodes', measure: 'sent-change' },
      ...{ published: 0, provenance: 'pilot', band: { least: -0.01, most: 0.01 } },
    },
    {
      ...{ id: 'lossy-all', text: `ctrMax = ${LOSSY_COUNTER}, 20 % of calls lost: runs that reach all` },
      ...{ measure: 'lossy-all', published: 1, provenance: 'pilot', band: { least: 1 } },
    },
    {
      ...{ id: 'silent', text: 'with the cut-off: latest silence, in units of log2 n', measure: 'silent' },
      // the cycle in which the age is reached is told to its end
      ...{ provenance: 'source', band: { most: SILENT_WITHIN + 0.1 } },
    },
    {
      ...{ id: 'cut-off-needed', text: `ctrMax = ${LOSSY_COUNTER}, 20 % lost, no cut-off: latest silence` },
      ...{ measure: 'endless', unit: 'rounds', provenance: 'pilot', band: { least: 100 } },
    },
    {
      ...{ id: 'silent-by-itself', text: 'ctrMax = 2: rounds from the last receipt to silence, median run' },
      ...{ measure: 'silent-after', unit: 'rounds', provenance: 'pilot', band: { least: 4, most: 12 } },
    },
    {
      id: 'answer-limit',
      text: `push-pull, ${LIMITED_NODES} nodes that take one call a round: rounds more than without a limit`,
      ...{ measure: 'answer-limit', unit: 'rounds', provenance: 'source', band: { least: 3 } },
    },
  ],
  run,
}

function roundsClaims(power: (typeof POWERS)[number]): Claim[] {
  const runs = RUNS[power] as number
  const off = Math.max(0.2, fourErrors(DEVIATION, runs))
  const lossyOff = Math.max(0.3, fourErrors(LOSSY_DEVIATION, runs))
  const lossy = `2^${power} nodes, 20 % of calls lost`
  return [
    roundsClaim(`rounds-${power}`, `2^${power} nodes`, KARP_ROUNDS[power] as number, off),
    roundsClaim(`lossy-rounds-${power}`, lossy, KARP_LOSSY_ROUNDS[power] as number, lossyOff),
  ]
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new RumorRepeater(context, COUNTERS.length + 2 * POWERS.length - 1 + 3)
  return {
    ...(await measureCounters(repeater)),
    ...(await measureLoss(repeater)),
    ...(await measureLimit(repeater)),
  }
}

async function measureCounters(repeater: RumorRepeater): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  for (const ctrMax of COUNTERS) {
    const runs = await repeater.run(seriesOf(10, ctrMax))
    all[`sent-c${ctrMax}`] = sentPerNode(runs, 10)
    all[`all-c${ctrMax}`] = reachedAll(runs)
    if (ctrMax === 2) Object.assign(all, await measureSizes(repeater, runs))
  }
  return all
}

/** @param small the runs of 2^10 nodes with the same counter */
async function measureSizes(repeater: RumorRepeater, small: readonly RumorRun[]): Promise<Measurements> {
  const large = await repeater.run(seriesOf(12, 2))
  const silences = [...small.map((one) => one.silentAfter / 10), ...large.map((one) => one.silentAfter / 12)]
  const after = [...small, ...large].map(({ silentAfter, tLast }) => silentAfter - tLast)
  return {
    'rounds-10': roundsToAll(small),
    'rounds-12': roundsToAll(large),
    'sent-change': { value: sentPerNode(large, 12).value / sentPerNode(small, 10).value - 1 },
    silent: greatestOf(silences),
    'silent-after': { value: quantile(after, 0.5) },
  }
}

async function measureLoss(repeater: RumorRepeater): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  const every: RumorRun[] = []
  for (const power of POWERS) {
    const runs = await repeater.run(seriesOf(power, LOSSY_COUNTER, LOSS))
    all[`lossy-rounds-${power}`] = roundsToAll(runs)
    every.push(...runs)
  }
  const { plan } = seriesOf(10, LOSSY_COUNTER, LOSS)
  const endless = { ...plan, options: { ...plan.options, cutOff: NO_CUT_OFF } }
  const latest = greatestOf(
    (await repeater.run({ plan: endless, runs: ENDLESS_RUNS })).map(({ silentAfter }) => silentAfter),
  )
  return { ...all, 'lossy-all': reachedAll(every), endless: latest }
}

async function measureLimit(repeater: RumorRepeater): Promise<Measurements> {
  const rounds: number[] = []
  for (const answerLimit of [1, 16]) {
    const options = { mode: 'push-pull', stop: 'no-end', bodies: 'at-once', answerLimit } as const
    const series = { plan: { nodes: LIMITED_NODES, options }, runs: LIMITED_RUNS, perCluster: 1 }
    rounds.push(meanOfRuns(await repeater.run({ ...series, until: 'all-know' }), ({ tLast }) => tLast).value)
  }
  return { 'answer-limit': { value: (rounds[0] as number) - (rounds[1] as number), n: LIMITED_RUNS } }
}

function seriesOf(power: 10 | 12, ctrMax: number, lostCalls = 0): RumorSeries {
  const cutOff = SILENT_WITHIN * power
  const options = { mode: 'push-pull', stop: 'median-counter', k: ctrMax, cutOff, bodies: 'at-once' } as const
  return { plan: { nodes: 2 ** power, options, lostCalls }, runs: RUNS[power] as number }
}

function sentPerNode(runs: readonly RumorRun[], power: number): Measurement {
  return meanOfRuns(runs, ({ tellings }) => tellings / 2 ** power)
}

function reachedAll(runs: readonly RumorRun[]): Measurement {
  return shareOf(runs.filter(({ missed }) => missed === 0).length, runs.length)
}

/** Of the runs that reached all. */
function roundsToAll(runs: readonly RumorRun[]): Measurement {
  return meanOf(runs.filter(({ missed }) => missed === 0).map(({ tLast }) => tLast))
}
