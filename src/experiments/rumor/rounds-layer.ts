import { pushRoundsBounds } from '../../population/index.ts'
import type { RumorMode } from '../../dissemination/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { fourErrors, meanOfRuns, RumorRepeater, type RumorSeries } from './repeat-rumors.ts'
import { FANOUT_ROUNDS, ROUNDS, ROUNDS_SOURCE, SENT, SPREAD_MODES } from '../spreading/rounds-figures.ts'

/** How the rounds of one run scatter, by mode (a pilot's standard deviations). */
const DEVIATION: Readonly<Record<RumorMode, number>> = { push: 1.3, pull: 1.33, 'push-pull': 0.5 }
/** The same of tellings per node. */
const SENT_DEVIATION: Readonly<Record<string, number>> = { push: 1.3, 'push-pull': 0.5 }
const RUNS: Readonly<Record<string, number>> = { '1e3': 100, '1e4': 6 }
const SIZES = ['1e3', '1e4'] as const

/** Rounds until all know, by the layer. */
export const roundsLayer: Experiment = {
  id: 'rumor-layer-rounds',
  title: 'Rounds until everybody knows, with the layer that ships',
  source: ROUNDS_SOURCE,
  parameters: {
    nodes: SIZES.join(', '),
    layer: 'src/dissemination/rumor, stop "no-end", judge "cycle-start", phase "in-step"',
    end: 'the cycle in which the last node is told; tellings count until then',
    runs: `${RUNS['1e3']} of 1,000 nodes, ${RUNS['1e4']} of 10,000`,
    bands: 'those of 2,000 runs of the model, or four standard errors of the runs made here where that is wider',
  },
  claims: [
    ...SIZES.map(boundsClaim),
    ...SIZES.flatMap((size) => roundsClaims(size, size, ROUNDS[size] as readonly number[])),
    ...Object.entries(FANOUT_ROUNDS).flatMap(([fanout, means]) => roundsClaims(`1e3-f${fanout}`, '1e3', means)),
    ...SIZES.flatMap((size) => sentClaims(size)),
  ],
  run,
}

function boundsClaim(size: string): Claim {
  const { least, most } = pushRoundsBounds(Number(size))
  return {
    ...{ id: `doerr-${size}`, text: `push, ${size} nodes: mean rounds between Doerr and Künnemann's bounds` },
    ...{ measure: `push-${size}`, unit: 'rounds', provenance: 'source', band: { least, most } },
  }
}

function roundsClaims(key: string, size: string, means: readonly number[]): Claim[] {
  return SPREAD_MODES.map((mode, i) => {
    const off = Math.max(0.15, fourErrors(DEVIATION[mode], RUNS[size] as number))
    return pilotClaim(`${mode}-${key}`, `${mode}, ${key}: mean rounds`, means[i] as number, off)
  })
}

function sentClaims(size: string): Claim[] {
  const [push, pushPull] = SENT[size] as readonly [number, number]
  return [
    { mode: 'push', mean: push },
    { mode: 'push-pull', mean: pushPull },
  ].map(({ mode, mean }) => {
    const off = Math.max(0.15, fourErrors(SENT_DEVIATION[mode] as number, RUNS[size] as number))
    return pilotClaim(`${mode}-${size}-sent`, `${mode}, ${size} nodes: tellings per node`, mean, off)
  })
}

function pilotClaim(measure: string, text: string, published: number, off: number): Claim {
  const band = { least: published - off, most: published + off }
  return { id: `pilot-${measure}`, text, measure, published, provenance: 'pilot', band }
}

async function run(context: RunContext): Promise<Measurements> {
  const plans = SPREAD_MODES.flatMap(seriesOf)
  const repeater = new RumorRepeater(context, plans.length)
  const all: Record<string, Measurement> = {}
  for (const [key, series] of plans) {
    const runs = await repeater.run(series)
    all[key] = meanOfRuns(runs, ({ tLast }) => tLast)
    all[`${key}-sent`] = meanOfRuns(runs, ({ tellings }) => tellings / series.plan.nodes)
  }
  return all
}

function seriesOf(mode: RumorMode): [key: string, series: RumorSeries][] {
  const sizes = SIZES.map((size): [string, RumorSeries] => [`${mode}-${size}`, oneSeries(mode, size, 1)])
  const fanouts = Object.keys(FANOUT_ROUNDS).map((fanout): [string, RumorSeries] => [
    `${mode}-1e3-f${fanout}`,
    oneSeries(mode, '1e3', Number(fanout)),
  ])
  return [...sizes, ...fanouts]
}

/** Who knows goes on for ever, so each run has a cluster of its own. */
function oneSeries(mode: RumorMode, size: string, fanout: number): RumorSeries {
  const options = { mode, stop: 'no-end', bodies: 'at-once', fanout } as const
  return { plan: { nodes: Number(size), options }, runs: RUNS[size] as number, perCluster: 1, until: 'all-know' }
}
