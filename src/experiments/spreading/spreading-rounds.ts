import { pushRoundsBounds, roundsEstimate, type SpreadMode } from '../../population/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { FANOUT_ROUNDS, ROUNDS, ROUNDS_SOURCE, SENT, SPREAD_MODES } from './rounds-figures.ts'
import { meanOver, sentPerNode, SpreadRepeater, type SpreadSeries } from './repeat-spread.ts'

const SIZES = ['1e3', '1e4', '1e5', '1e6', '1e7']
/** log2 10 + ln 10. */
const PUSH_PER_DECADE = 5.6245

/** How many rounds until everybody knows. */
export const spreadingRounds: Experiment = {
  id: 'spreading-rounds',
  title: 'Rounds until everybody knows: push, pull, push-pull',
  source: ROUNDS_SOURCE,
  parameters: {
    nodes: SIZES.join(', '),
    calls: 'one per node and round (claims of fan-out: two and three), uniform among the others, complete graph',
    start: 'one node',
    end: 'when everybody knows; those that know do not ask',
    runs: '2,000 per size',
    engine: 'every call made for 1,000 nodes, count chain above',
  },
  claims: [
    ...SIZES.map(doerrClaim),
    ...Object.entries(ROUNDS).flatMap(([size, means]) => pilotRounds(size, means)),
    ...Object.entries(FANOUT_ROUNDS).flatMap(([fanout, means]) => pilotRounds(`1e3-f${fanout}`, means)),
    ...Object.entries(SENT).flatMap(([size, [push, pushPull]]) => [
      pilotClaim(`push-${size}-sent`, `push, ${size} nodes: sent per node`, push, 0.15),
      pilotClaim(`push-pull-${size}-sent`, `push-pull, ${size} nodes: sent per node`, pushPull, 0.15),
    ]),
    {
      ...{ id: 'push-slope', text: 'push: rounds more per factor of ten, log2 10 + ln 10', measure: 'push-slope' },
      ...{ published: PUSH_PER_DECADE, unit: 'rounds', provenance: 'formula' },
      band: { least: PUSH_PER_DECADE - 0.15, most: PUSH_PER_DECADE + 0.15 },
    },
    driftClaim('push', 'log2 n + ln n + O(1)', 'memory'),
    driftClaim('pull', 'log2 n + log2 ln n + O(1)', 'formula'),
    driftClaim('push-pull', 'log3 n + log2 ln n + O(1)', 'memory'),
  ],
  run,
}

function doerrClaim(size: string): Claim {
  const { least, most } = pushRoundsBounds(Number(size))
  return {
    ...{ id: `doerr-${size}`, text: `push, ${size} nodes: mean rounds between Doerr and Künnemann's bounds` },
    ...{ measure: `push-${size}`, unit: 'rounds', provenance: 'source', band: { least, most } },
  }
}

function pilotRounds(key: string, means: readonly number[]): Claim[] {
  const off = key === '1e5' ? 0.3 : 0.15
  return SPREAD_MODES.map((mode, i) =>
    pilotClaim(`${mode}-${key}`, `${mode}, ${key}: mean rounds`, means[i] as number, off),
  )
}

function pilotClaim(measure: string, text: string, published: number, off: number): Claim {
  const band = { least: published - off, most: published + off }
  return { id: `pilot-${measure}`, text, measure, published, provenance: 'pilot', band }
}

/** Between 10^3 and 10^6 the estimate must not drift away from what is measured. */
function driftClaim(mode: SpreadMode, law: string, provenance: 'memory' | 'formula'): Claim {
  const band = { least: -0.4, most: 0.4 }
  const text = `${mode}: rounds are ${law}; how far O(1) moves from 10^3 to 10^6 nodes`
  return { id: `${mode}-law`, text, measure: `${mode}-drift`, published: 0, unit: 'rounds', provenance, band }
}

async function run(context: RunContext): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  const plans = SPREAD_MODES.flatMap(seriesOf)
  const repeater = new SpreadRepeater(context, plans.length)
  for (const [key, series] of plans) {
    const results = await repeater.run(series)
    all[key] = meanOver(results, ({ rounds }) => rounds)
    all[`${key}-sent`] = meanOver(results, sentPerNode(series.plan.nodes))
  }
  return { ...all, ...derived(all) }
}

function seriesOf(mode: SpreadMode): [key: string, series: SpreadSeries][] {
  const sizes = SIZES.map((size): [string, SpreadSeries] => {
    const engine = size === '1e3' ? 'contacts' : 'counts'
    return [`${mode}-${size}`, { plan: { nodes: Number(size), mode }, runs: 2000, engine }]
  })
  const fanouts = Object.keys(FANOUT_ROUNDS).map((fanout): [string, SpreadSeries] => {
    const plan = { nodes: 1000, mode, fanout: Number(fanout) }
    return [`${mode}-1e3-f${fanout}`, { plan, runs: 2000, engine: 'contacts' }]
  })
  return [...sizes, ...fanouts]
}

function derived(all: Measurements): Measurements {
  const value = (key: string): number => (all[key] as Measurement).value
  const offset = (mode: SpreadMode, size: string): number =>
    value(`${mode}-${size}`) - roundsEstimate(mode, Number(size))
  const drifts = SPREAD_MODES.map((mode) => [`${mode}-drift`, { value: offset(mode, '1e6') - offset(mode, '1e3') }])
  return { 'push-slope': { value: (value('push-1e6') - value('push-1e3')) / 3 }, ...Object.fromEntries(drifts) }
}
