import { reachAllChance } from '../../population/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import type { Figure } from '../figure.ts'
import { shareOf } from '../measure.ts'
import {
  INFECT_AND_DIE_SOURCE,
  INFECT_FANOUTS,
  INFECT_NODES,
  infectAndDieClaims,
  type InfectErrors,
  LOSSY_INFECT,
} from '../spreading/infect-figures.ts'
import { fourErrors, meanOfRuns, RumorRepeater } from './repeat-rumors.ts'
import type { RumorPlan, RumorRun } from './rumor-cluster.ts'

const RUNS = 300
/** Standard deviations of one run of the model in `population`. */
const COVERAGE_DEVIATION: Readonly<Record<number, number>> = { 2: 0.0166, 3: 0.0083, 4: 0.0047, 5: 0.0027, 6: 0.0017 }
/** The same of the last hop. */
const HOP_DEVIATION: Readonly<Record<number, number>> = { 3: 0.78, 4: 0.53, 6: 0.35 }
/** Every message takes as long, so the first that comes has come the shortest way. */
const HOP_MS = 10
/** Mean fan-outs of Murmur. */
const MURMUR_MEANS = [6, 7, 8, 9, 10]

const ERRORS: InfectErrors = {
  coverage: (fanout) => fourErrors(COVERAGE_DEVIATION[fanout] as number, RUNS),
  all: (fanout) => shareError(reachAllChance(INFECT_NODES, fanout)),
  lastHop: (fanout) => fourErrors(HOP_DEVIATION[fanout] as number, RUNS),
}

/** Infect and die, and Murmur, by the layer. */
export const infectAndDieLayer: Experiment = {
  id: 'rumor-layer-infect-and-die',
  title: 'Infect and die with the layer that ships, and Murmur, whose fan-outs are Poisson numbers',
  source: `${INFECT_AND_DIE_SOURCE}; Guerraoui, Kuznetsov, Monti, Pavlovič, Seredinschi: Scalable Byzantine reliable broadcast, DISC 2019, section 3 (Murmur)`,
  parameters: {
    nodes: INFECT_NODES,
    layer: 'src/dissemination/rumor, stop "infect-and-die"; Murmur: fanoutLaw "poisson"',
    network: 'every message takes as long',
    runs: `${RUNS} of each fan-out`,
    bands: 'those of 2,000 runs, or four standard errors of the runs made here where that is wider',
  },
  claims: [...infectAndDieClaims(ERRORS), ...MURMUR_MEANS.map(murmurClaim)],
  figures: [murmurFigure()],
  run,
}

function shareError(chance: number): number {
  return fourErrors(Math.sqrt(chance * (1 - chance)), RUNS)
}

function murmurClaim(mean: number): Claim {
  const chance = reachAllChance(INFECT_NODES, mean)
  const off = Math.max(0.03, shareError(chance))
  return {
    id: `murmur-g${mean}`,
    text: `Murmur, G = ${mean}: chance that all hear it, e^(-n e^-G)`,
    measure: `murmur-g${mean}`,
    published: chance,
    provenance: 'formula',
    band: { least: chance - off, most: chance + off },
  }
}

function murmurFigure(): Figure {
  const series = [
    { label: 'Murmur, measured', points: MURMUR_MEANS.map((x) => ({ x, measure: `murmur-g${x}` })) },
    { label: 'theory', points: MURMUR_MEANS.map((x) => ({ x, value: reachAllChance(INFECT_NODES, x) })) },
  ]
  return {
    title: 'Runs in which every member hears it',
    xLabel: 'mean fan-out G',
    yLabel: 'share of the runs',
    series,
  }
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new RumorRepeater(context, INFECT_FANOUTS.length + 1 + MURMUR_MEANS.length)
  const all: Record<string, Measurement> = {}
  for (const fanout of INFECT_FANOUTS) {
    const runs = await repeater.run({ plan: planOf(fanout, 'fixed'), runs: RUNS })
    all[`coverage-f${fanout}`] = meanOfRuns(runs, coverage)
    all[`all-f${fanout}`] = reachedAll(runs)
    all[`last-hop-f${fanout}`] = meanOfRuns(runs, ({ lastHop }) => lastHop)
  }
  const { fanout, loss } = LOSSY_INFECT
  const lossy = await repeater.run({ plan: { ...planOf(fanout, 'fixed'), lostCalls: loss }, runs: RUNS })
  all['coverage-lossy'] = meanOfRuns(lossy, coverage)
  for (const mean of MURMUR_MEANS) {
    all[`murmur-g${mean}`] = reachedAll(await repeater.run({ plan: planOf(mean, 'poisson'), runs: RUNS }))
  }
  return all
}

function planOf(fanout: number, fanoutLaw: 'fixed' | 'poisson'): RumorPlan {
  const options = { mode: 'push', stop: 'infect-and-die', bodies: 'at-once', fanout, fanoutLaw } as const
  return { nodes: INFECT_NODES, options, latency: HOP_MS }
}

function coverage({ missed }: RumorRun): number {
  return 1 - missed / INFECT_NODES
}

function reachedAll(runs: readonly RumorRun[]): Measurement {
  return shareOf(runs.filter(({ missed }) => missed === 0).length, runs.length)
}
