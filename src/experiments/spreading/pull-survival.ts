import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'
import { deriveSeed, Rng } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import type { Figure } from '../figure.ts'
import { breathe, meanOf } from '../measure.ts'
import { type Calls, SynchronousSpread } from './synchronous-spread.ts'

const N = 1000
const RUNS = 2000
/** Cycles of the curve from half: long enough for push to leave nobody in most runs. */
const CYCLES = 10
const HALF = 500
/** Sites that do not know at the beginning of the end phase. */
const TAIL = 100
/** p(1 − 1/n)^(n(1 − p)). */
const TAIL_AFTER_PUSH = (TAIL / N) * exp((N - TAIL) * ln(1 - 1 / N))

/** The end of anti-entropy: pull squares the share that does not know, push only divides it by e. */
export const pullSurvival: Experiment = {
  id: 'pull-survival',
  title: 'Pull leaves the square of what it finds, push its e-th part',
  source: 'Demers et al., Epidemic algorithms for replicated database maintenance, PODC 1987, section 1.3',
  parameters: {
    sites: N,
    'runs of each kind': RUNS,
    start: '900 of 1000 know (claims on a tenth); 500 know (curve)',
    contacts: 'one other site per cycle, uniformly; judged by the state when the cycle began',
  },
  claims: claims(),
  figures: [curve()],
  run: measure,
}

function claims(): Claim[] {
  return [
    {
      id: 'pull-squares',
      text: 'One cycle of pull turns the share p that does not know into p²: a tenth into a hundredth',
      measure: 'pullAfter1',
      published: 0.01,
      provenance: 'formula',
      // n is finite: (1/10)·(99/999); four standard errors around it and the limit
      band: { least: 0.0096, most: 0.0104 },
    },
    {
      id: 'pull-squares-again',
      text: 'The next cycle squares it again: a tenth is a ten-thousandth after two cycles',
      measure: 'pullAfter2',
      published: 0.0001,
      provenance: 'formula',
      band: { least: 0.00007, most: 0.00013 },
    },
    {
      id: 'push-divides',
      text: 'One cycle of push turns p into p(1 − 1/n)^(n(1 − p)), about p/e',
      measure: 'pushAfter1',
      published: TAIL_AFTER_PUSH,
      provenance: 'formula',
      band: { least: 0.04, most: 0.0413 },
    },
    {
      id: 'pull-ends',
      text: 'From half of the sites, five cycles of pull leave the 32nd power of a half: nobody of a thousand',
      measure: 'pullCurve5',
      provenance: 'formula',
      // two sites in all 2000 runs
      band: { most: 0.000001 },
    },
  ]
}

function curve(): Figure {
  const cycles = Array.from({ length: CYCLES + 1 }, (_, cycle) => cycle)
  return {
    title: 'Sites that do not know yet, from half of them',
    xLabel: 'cycle',
    yLabel: 'share that does not know',
    isLogarithmic: true,
    series: [
      { label: 'pull, measured', points: cycles.map((x) => ({ x, measure: `pullCurve${x}` })) },
      { label: 'push, measured', points: cycles.map((x) => ({ x, measure: `pushCurve${x}` })) },
      { label: 'p² a cycle (theory)', points: squares(cycles) },
    ],
  }
}

/** As far as shares of N sites mean something. */
function squares(cycles: readonly number[]): { x: number; value: number }[] {
  let share = 1 - HALF / N
  const points = cycles.map((x) => {
    const point = { x, value: share }
    share *= share
    return point
  })
  return points.filter(({ value }) => value * N * RUNS >= 1)
}

async function measure(context: RunContext): Promise<Measurements> {
  const runs = Math.max(10, Math.round(RUNS * context.scale))
  const kinds = ['pull', 'push'] as const
  const found: Record<string, Measurement> = {}
  for (const [index, calls] of kinds.entries()) {
    const curves = await repeat(context, { calls, informed: HALF, cycles: CYCLES, runs }, (2 * index) / 4)
    const tails = await repeat(context, { calls, informed: N - TAIL, cycles: 2, runs }, (2 * index + 1) / 4)
    for (let cycle = 0; cycle <= CYCLES; cycle++) found[`${calls}Curve${cycle}`] = meanAt(curves, cycle)
    for (const cycle of [1, 2]) found[`${calls}After${cycle}`] = meanAt(tails, cycle)
  }
  return found
}

interface Series {
  readonly calls: Calls
  readonly informed: number
  readonly cycles: number
  readonly runs: number
}

/** Runs of one kind: the share that does not know, by cycle. @param from where its quarter of the progress begins */
async function repeat({ seed, signal, progress }: RunContext, series: Series, from: number): Promise<number[][]> {
  const all: number[][] = []
  for (let run = 0; run < series.runs; run++) {
    const rng = new Rng(deriveSeed(seed, series.calls === 'pull' ? 1 : 2, series.informed, run))
    all.push(sharesOf(series, () => rng.next()))
    if (run % 50 === 49) {
      progress(from + (0.25 * run) / series.runs)
      await breathe(signal)
    }
  }
  return all
}

function sharesOf({ calls, informed, cycles }: Series, random: () => number): number[] {
  const spread = new SynchronousSpread({ n: N, calls, informed, random })
  const shares = [1 - informed / N]
  for (let cycle = 1; cycle <= cycles; cycle++) {
    if (spread.informed < N) spread.step()
    shares.push(1 - spread.informed / N)
  }
  return shares
}

/** The normal approximation does not know that a share cannot be negative. */
function meanAt(shares: readonly number[][], cycle: number): Measurement {
  const mean = meanOf(shares.map((run) => run[cycle] as number))
  return mean.low === undefined ? mean : { ...mean, low: Math.max(0, mean.low) }
}
