import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { meanOf, shareOf } from '../measure.ts'
import { meanOfRuns, RumorRepeater } from './repeat-rumors.ts'
import type { RumorRun } from './rumor-cluster.ts'

const NODES = 1000
const RUNS = 600
const FEWER_RUNS = 150
/** What the median counter takes at the least step of its counter that reaches all (experiment `karp-median-counter`). */
const MEDIAN_COUNTER = 12.2

/** How little it takes to reach everybody, knowing nothing of the others: the layer as it ships. */
export const fewestTellings: Experiment = {
  id: 'rumor-layer-fewest-tellings',
  title: 'To reach everybody with fewer tellings: push-pull, feedback and a counter',
  source:
    'Karp, Schindelhauer, Shenker, Vöcking: Randomized rumor spreading, FOCS 2000 (what is to be beaten); Demers and others, PODC 1987, section 1.4 (feedback, counter)',
  parameters: {
    nodes: NODES,
    layer: 'src/dissemination/rumor, push-pull, feedback-counter, payloads on request',
    tellings: 'rumours named in calls and answers, needed or not; a callee leaves out what the caller has just named',
    'not in it': 'feedback, which names each telling once more, and calls that name nothing',
    runs: `${RUNS} with k = 4, the default; ${FEWER_RUNS} of the others`,
  },
  claims: [
    {
      ...{ id: 'all', text: 'k = 4: runs that leave nobody out', measure: 'all-k4' },
      ...{ published: 0.999, provenance: 'formula', band: { least: 1 } },
    },
    {
      ...{
        id: 'tellings',
        text: 'Beat: k = 4: tellings per node; the median counter takes 12.2',
        measure: 'tellings-k4',
      },
      ...{ published: MEDIAN_COUNTER, provenance: 'pilot', band: { most: MEDIAN_COUNTER } },
    },
    {
      ...{ id: 'payloads', text: 'Beat: payloads sent, beside the n − 1 that are needed', measure: 'payloads-k4' },
      ...{ published: 0, provenance: 'formula', band: { least: 0, most: 0 } },
    },
    {
      ...{ id: 'rounds', text: 'k = 4: rounds until all know, as plain push-pull (9.15)', measure: 'rounds-k4' },
      ...{ published: 9.15, unit: 'rounds', provenance: 'pilot', band: { least: 9, most: 9.3 } },
    },
    {
      ...{ id: 'named', text: 'k = 4: all that names the rumour, feedback too, per node', measure: 'named-k4' },
      ...{ provenance: 'pilot', band: { most: MEDIAN_COUNTER } },
    },
    {
      ...{ id: 'pull-all', text: 'pull alone, k = 4: runs that leave nobody out', measure: 'all-pull-k4' },
      ...{ provenance: 'formula', band: { least: 1 } },
    },
    {
      ...{ id: 'pull-tellings', text: 'Beat: pull alone, k = 4: tellings per node', measure: 'tellings-pull-k4' },
      ...{ published: MEDIAN_COUNTER, provenance: 'pilot', band: { most: MEDIAN_COUNTER } },
    },
    {
      ...{
        id: 'shipped-all',
        text: 'as shipped (cycles out of step, contacts judged at once): runs that leave nobody out',
      },
      ...{ measure: 'all-shipped', provenance: 'formula', band: { least: 0.999 } },
    },
    {
      ...{ id: 'shipped-tellings', text: 'Beat: as shipped: tellings per node', measure: 'tellings-shipped' },
      ...{ published: MEDIAN_COUNTER, provenance: 'pilot', band: { most: MEDIAN_COUNTER } },
    },
    {
      ...{ id: 'k3', text: 'k = 3: tellings per node', measure: 'tellings-k3', provenance: 'pilot', band: { most: 6 } },
      informative: 'one run in some 700 leaves somebody out by the model, which misses .999',
    },
  ],
  run,
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new RumorRepeater(context, 4)
  const counted = (mode: 'pull' | 'push-pull', k: number, runs: number, shipped = {}): Promise<RumorRun[]> => {
    const options = { mode, stop: 'feedback-counter', k, ...shipped } as const
    return repeater.run({ plan: { nodes: NODES, options }, runs })
  }
  const four = await counted('push-pull', 4, RUNS)
  return {
    ...of('k4', four),
    'payloads-k4': meanOf(four.map(({ bodies, missed }) => bodies - (NODES - 1 - missed))),
    'rounds-k4': meanOfRuns(four, ({ tLast }) => tLast),
    'named-k4': meanOfRuns(four, ({ tellings, fedBack }) => (tellings + fedBack) / NODES),
    ...of('k3', await counted('push-pull', 3, FEWER_RUNS)),
    ...of('pull-k4', await counted('pull', 4, FEWER_RUNS)),
    ...of('shipped', await counted('push-pull', 4, FEWER_RUNS, { judge: 'now', phase: 'random' })),
  }
}

function of(key: string, runs: readonly RumorRun[]): Record<string, Measurement> {
  return {
    [`all-${key}`]: shareOf(runs.filter(({ missed }) => missed === 0).length, runs.length),
    [`tellings-${key}`]: meanOfRuns(runs, ({ tellings }) => tellings / NODES),
  }
}
