import type { SpreadPlan, SpreadResult } from '../../population/index.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
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
} from './karp-figures.ts'
import { meanOver, sentPerNode, SpreadRepeater, type SpreadSeries } from './repeat-spread.ts'

/** Runs by the power of two; great clusters scatter little. */
const RUNS: Readonly<Record<number, number>> = { 10: 1000, 12: 300, 14: 150, 16: 100, 18: 40 }
const LIMITED_NODES = 10_000
/** With calls lost, two steps of the counter are too few for certainty; the paper's log2 ln n is three at 2^10. */
const LOSSY_COUNTER = 3

/** Karp's rule that makes push-pull stop by itself. */
export const medianCounter: Experiment = {
  id: 'karp-median-counter',
  title: 'The median counter: push-pull that stops by itself',
  source: KARP_SOURCE,
  parameters: {
    nodes: '2^10 to 2^18, complete graph',
    calls: 'one per node and round, uniform among the others, both ways',
    sent: 'the news, both ways of a call, needed or not',
    'state C': 'lasts ctrMax + 1 rounds',
    'state D': 'counts as behind, in the median',
    'cut-off': `${SILENT_WITHIN} log2 n rounds`,
    runs: '1,000 at 2^10 down to 40 at 2^18',
  },
  claims: [
    ...COUNTERS.map((ctrMax) => sentClaim(ctrMax)),
    {
      ...{ id: 'sent-flat', text: 'sent per node, ctrMax = 2: change from 2^12 to 2^18 nodes', measure: 'sent-change' },
      ...{ published: 0, provenance: 'pilot', band: { least: -0.01, most: 0.01 } },
    },
    ...COUNTERS.slice(1).map(allClaim),
    ...Object.entries(KARP_ROUNDS).map(([power, rounds]) =>
      roundsClaim(`rounds-${power}`, `2^${power} nodes`, rounds, Number(power) > 14 ? 0.3 : 0.2),
    ),
    ...Object.entries(KARP_LOSSY_ROUNDS).map(([power, rounds]) =>
      roundsClaim(`lossy-rounds-${power}`, `2^${power} nodes, 20 % of calls lost`, rounds, 0.3),
    ),
    {
      ...{ id: 'lossy-all', text: `ctrMax = ${LOSSY_COUNTER}, 20 % of calls lost: runs that reach all` },
      ...{ measure: 'lossy-all', published: 1, provenance: 'pilot', band: { least: 1 } },
    },
    {
      ...{ id: 'silent', text: 'ctrMax = 2, with the cut-off: latest silence over log2 n', measure: 'silent' },
      ...{ provenance: 'source', band: { most: SILENT_WITHIN }, informative: 'the cut-off makes it so' },
    },
    {
      ...{
        id: 'silent-by-itself',
        text: 'ctrMax = 2: rounds from the last receipt to silence, median run (pilot: 5 to 11, by counter)',
      },
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

async function run(context: RunContext): Promise<Measurements> {
  const powers = Object.keys(KARP_ROUNDS).length + Object.keys(KARP_LOSSY_ROUNDS).length
  const repeater = new SpreadRepeater(context, COUNTERS.length + powers + 2)
  return {
    ...(await measureCounters(repeater)),
    ...(await measureSizes(repeater)),
    ...(await measureLoss(repeater)),
    'answer-limit': await measureLimit(repeater),
  }
}

async function measureCounters(repeater: SpreadRepeater): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  for (const ctrMax of COUNTERS) {
    const results = await repeater.run(seriesOf(10, ctrMax))
    all[`sent-c${ctrMax}`] = meanOver(results, sentPerNode(2 ** 10))
    all[`all-c${ctrMax}`] = shareThatReachedAll(results)
  }
  return all
}

async function measureSizes(repeater: SpreadRepeater): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  const sent: Record<number, number> = {}
  const after: number[] = []
  const silences: number[] = []
  for (const power of Object.keys(KARP_ROUNDS).map(Number)) {
    const results = await repeater.run(seriesOf(power, 2))
    all[`rounds-${power}`] = roundsToAll(results)
    sent[power] = meanOver(results, sentPerNode(2 ** power)).value
    silences.push(...results.map(({ rounds }) => rounds / power))
    after.push(...results.map(({ rounds, tLast }) => rounds - tLast))
  }
  const change = (sent[18] as number) / (sent[12] as number) - 1
  return {
    ...all,
    'sent-change': { value: change },
    silent: greatestOf(silences),
    'silent-after': { value: quantile(after, 0.5) },
  }
}

async function measureLoss(repeater: SpreadRepeater): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  const every: SpreadResult[] = []
  for (const power of Object.keys(KARP_LOSSY_ROUNDS).map(Number)) {
    const { plan, runs } = seriesOf(power, LOSSY_COUNTER)
    const results = await repeater.run({ plan: { ...plan, loss: 0.2 }, runs })
    all[`lossy-rounds-${power}`] = roundsToAll(results)
    every.push(...results)
  }
  return { ...all, 'lossy-all': shareThatReachedAll(every) }
}

async function measureLimit(repeater: SpreadRepeater): Promise<Measurement> {
  const plan = { nodes: LIMITED_NODES, mode: 'push-pull' } as const
  const free = await repeater.run({ plan, runs: 200, engine: 'contacts' })
  const limited = await repeater.run({ plan: { ...plan, answerLimit: 1 }, runs: 200, engine: 'contacts' })
  const means = [limited, free].map((results) => meanOver(results, ({ rounds }) => rounds).value) as [number, number]
  return { value: means[0] - means[1], n: limited.length }
}

function seriesOf(power: number, ctrMax: number): SpreadSeries {
  const stop = { kind: 'median-counter', ctrMax, cutOff: SILENT_WITHIN * power } as const
  const plan: Omit<SpreadPlan, 'seed'> = { nodes: 2 ** power, mode: 'push-pull', stop }
  return { plan, runs: RUNS[power] as number, engine: 'contacts' }
}

function shareThatReachedAll(results: readonly SpreadResult[]): Measurement {
  return shareOf(results.filter(({ residue }) => residue === 0).length, results.length)
}

/** Of the runs that reached all. */
function roundsToAll(results: readonly SpreadResult[]): Measurement {
  return meanOf(results.filter(({ residue }) => residue === 0).map(({ tLast }) => tLast))
}
