import { infectAndDieCoverage, reachAllChance, type SpreadPlan } from '../../population/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import type { Figure } from '../figure.ts'
import { shareOf } from '../measure.ts'
import { meanOver, SpreadRepeater } from './repeat-spread.ts'

const NODES = 1000
const COVERAGE_FANOUTS = [2, 3, 4, 5, 6]
const REACH_FANOUTS = [6, 7, 8, 9, 10, 12]
const LAST_HOPS: Readonly<Record<number, number>> = { 3: 10.6, 4: 8.25, 6: 6.1 }
const LOSSY = { fanout: 5, loss: 0.2 }
const FANOUTS = [...new Set([...COVERAGE_FANOUTS, ...REACH_FANOUTS])]

/** Everybody tells f others once, when it first hears the news. */
export const infectAndDie: Experiment = {
  id: 'infect-and-die',
  title: 'Infect and die: whom f calls each reach',
  source:
    'Kermarrec, Massoulié, Ganesh: Probabilistic reliable dissemination in large-scale systems, IEEE TPDS 14(3), 2003',
  parameters: {
    nodes: NODES,
    calls: 'f, once, at the first receipt, to nodes drawn independently among the others',
    runs: '10,000 per fan-out',
    engine: 'count chain',
  },
  claims: [
    ...COVERAGE_FANOUTS.map((fanout) =>
      formulaClaim(
        `coverage-f${fanout}`,
        `f = ${fanout}: share that hears it, x = 1 - e^-fx`,
        infectAndDieCoverage(fanout),
        0.002,
      ),
    ),
    ...REACH_FANOUTS.map((fanout) =>
      formulaClaim(
        `all-f${fanout}`,
        `f = ${fanout}: chance that all hear it, e^(-n e^-f)`,
        reachAllChance(NODES, fanout),
        0.03,
      ),
    ),
    ...Object.entries(LAST_HOPS).map(([fanout, hop]) => lastHopClaim(fanout, hop)),
    formulaClaim(
      'coverage-lossy',
      `f = ${LOSSY.fanout} with ${100 * LOSSY.loss} % of calls lost is f = ${LOSSY.fanout * (1 - LOSSY.loss)}: share that hears it`,
      infectAndDieCoverage(LOSSY.fanout * (1 - LOSSY.loss)),
      0.002,
    ),
  ],
  figures: [
    figureOf('Members that hear the news', 'share of the members', 'coverage', infectAndDieCoverage),
    figureOf('Runs in which every member hears it', 'share of the runs', 'all', (f) => reachAllChance(NODES, f)),
  ],
  run,
}

function figureOf(title: string, yLabel: string, measure: string, theory: (fanout: number) => number): Figure {
  const series = [
    { label: 'measured', points: FANOUTS.map((x) => ({ x, measure: `${measure}-f${x}` })) },
    { label: 'theory', points: FANOUTS.map((x) => ({ x, value: theory(x) })) },
  ]
  return { title, xLabel: 'fan-out f', yLabel, series }
}

function formulaClaim(id: string, text: string, value: number, off: number): Claim {
  const band = { least: value - off, most: value + off }
  return { id, text, measure: id, published: value, provenance: 'formula', band }
}

/** The band is ours: what the pilot may have been off by, and its rounding. */
function lastHopClaim(fanout: string, hop: number): Claim {
  const id = `last-hop-f${fanout}`
  const band = { least: hop - 0.15, most: hop + 0.15 }
  return { id, text: `f = ${fanout}: last hop`, measure: id, published: hop, unit: 'hops', provenance: 'pilot', band }
}

async function run(context: RunContext): Promise<Measurements> {
  const repeater = new SpreadRepeater(context, FANOUTS.length + 1)
  const all: Record<string, Measurement> = {}
  for (const fanout of FANOUTS) {
    const results = await repeater.run({ plan: planOf({ fanout }), runs: 10_000, engine: 'counts' })
    all[`coverage-f${fanout}`] = meanOver(results, ({ coverage }) => coverage)
    all[`all-f${fanout}`] = shareOf(results.filter(({ residue }) => residue === 0).length, results.length)
    all[`last-hop-f${fanout}`] = meanOver(results, ({ tLast }) => tLast)
  }
  const lossy = await repeater.run({ plan: planOf(LOSSY), runs: 10_000, engine: 'counts' })
  all['coverage-lossy'] = meanOver(lossy, ({ coverage }) => coverage)
  return all
}

function planOf(calls: { fanout: number; loss?: number }): Omit<SpreadPlan, 'seed'> {
  return { nodes: NODES, mode: 'push', stop: { kind: 'blind-counter', k: 1 }, ...calls }
}
