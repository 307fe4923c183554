import { infectAndDieCoverage, reachAllChance, type SpreadPlan } from '../../population/index.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import type { Figure } from '../figure.ts'
import { shareOf } from '../measure.ts'
import {
  INFECT_AND_DIE_SOURCE,
  INFECT_FANOUTS,
  INFECT_NODES,
  infectAndDieClaims,
  LOSSY_INFECT,
} from './infect-figures.ts'
import { meanOver, SpreadRepeater } from './repeat-spread.ts'

/** Everybody tells f others once, when it first hears the news. */
export const infectAndDie: Experiment = {
  id: 'infect-and-die',
  title: 'Infect and die: whom f calls each reach',
  source: INFECT_AND_DIE_SOURCE,
  parameters: {
    nodes: INFECT_NODES,
    calls: 'f, once, at the first receipt, to nodes drawn independently among the others',
    runs: '10,000 per fan-out',
    engine: 'count chain',
  },
  claims: infectAndDieClaims(),
  figures: [
    figureOf('Members that hear the news', 'share of the members', 'coverage', infectAndDieCoverage),
    figureOf('Runs in which every member hears it', 'share of the runs', 'all', (f) => reachAllChance(INFECT_NODES, f)),
  ],
  run,
}

function figureOf(title: string, yLabel: string, measure: string, theory: (fanout: number) => number): Figure {
  const series = [
    { label: 'measured', points: INFECT_FANOUTS.map((x) => ({ x, measure: `${measure}-f${x}` })) },
    { label: 'theory', points: INFECT_FANOUTS.map((x) => ({ x, value: theory(x) })) },
  ]
  return { title, xLabel: 'fan-out f', yLabel, series }
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new SpreadRepeater(context, INFECT_FANOUTS.length + 1)
  const all: Record<string, Measurement> = {}
  for (const fanout of INFECT_FANOUTS) {
    const results = await repeater.run({ plan: planOf({ fanout }), runs: 10_000, engine: 'counts' })
    all[`coverage-f${fanout}`] = meanOver(results, ({ coverage }) => coverage)
    all[`all-f${fanout}`] = shareOf(results.filter(({ residue }) => residue === 0).length, results.length)
    all[`last-hop-f${fanout}`] = meanOver(results, ({ tLast }) => tLast)
  }
  const lossy = await repeater.run({ plan: planOf(LOSSY_INFECT), runs: 10_000, engine: 'counts' })
  all['coverage-lossy'] = meanOver(lossy, ({ coverage }) => coverage)
  return all
}

function planOf(calls: { fanout: number; loss?: number }): Omit<SpreadPlan, 'seed'> {
  return { nodes: INFECT_NODES, mode: 'push', stop: { kind: 'blind-counter', k: 1 }, ...calls }
}
