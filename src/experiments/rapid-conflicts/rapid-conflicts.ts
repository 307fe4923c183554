import { deriveSeed, Rng } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, greatestOf, shareOf } from '../measure.ts'
import { countConflicts, type Watermarks } from './conflicts.ts'
import { exactConflicts } from './exact-conflicts.ts'

const OBSERVERS = 10
const ORDERS = 100_000
/** Orders between two looks at the clock. */
const BATCH = 5000
const MOST_EXACT = 8
const FAILURES = [2, 4, 8, 16] as const
const WATERMARKS: readonly Watermarks[] = [
  { high: 6, low: 4 },
  { high: 7, low: 4 },
  { high: 8, low: 4 },
  { high: 9, low: 4 },
  { high: 9, low: 3 },
]

/** Percent of conflicts, by watermarks and failures. */
const TABLE: readonly (readonly [string, number, number])[] = [
  ['6-4', 2, 36.9],
  ['6-4', 4, 37.1],
  ['6-4', 8, 23.1],
  ['6-4', 16, 11.8],
  ['7-4', 2, 18.2],
  ['7-4', 4, 11.6],
  ['7-4', 8, 4.2],
  ['7-4', 16, 1.5],
  ['8-4', 2, 6.97],
  ['8-4', 4, 2.18],
  ['8-4', 8, 0.42],
  ['8-4', 16, 0.12],
  ['9-4', 2, 1.92],
  ['9-4', 4, 0.34],
  ['9-4', 8, 0.03],
  ['9-4', 16, 0],
  ['9-3', 2, 0.56],
  ['9-3', 4, 0.03],
]

/** Why one cell of the pilot decides nothing. */
const OFF_PILOT =
  "the pilot drew too few orders here: the exact probability, which this experiment works out, is outside the pilot's band"

/** Rapid's almost-everywhere agreement: how rarely its cut detection proposes less than all that failed. */
export const rapidConflicts: Experiment = {
  id: 'rapid-conflicts',
  title: 'Rapid: how often cut detection proposes too small a cut',
  source:
    'Suresh, Malkhi, Gopalan, Porto Carreiro, Lokhandwala, "Stable and Consistent Membership at Scale with Rapid", USENIX ATC 2018, section 8, figure 11',
  parameters: { 'alerts per failure (K)': OBSERVERS, 'orders per cell': ORDERS, failures: FAILURES.join(', ') },
  claims: [
    ...TABLE.map(cellClaim),
    {
      id: 'exact',
      text: 'Every cell with up to 8 failures agrees with the exact probability (largest distance in standard errors)',
      measure: 'largest distance from the exact probability',
      unit: 'standard errors',
      provenance: 'formula',
      band: { most: 4.5 },
    },
    {
      id: 'two-percent',
      text: 'With H − L = 5 and two failures about 2 % of the processes propose too little',
      measure: conflictsIn('9-4', 2),
      published: 2,
      unit: '%',
      provenance: 'source',
      band: { least: 1.84, most: 2.16 },
    },
    {
      id: 'four-times-fewer',
      text: 'H − L = 6 has about four times fewer conflicts than H − L = 5',
      measure: 'fewer conflicts with H-L 6 than 5',
      published: 4,
      unit: '×',
      provenance: 'source',
      band: { least: 2.9, most: 5 },
    },
  ],
  run: measure,
}

/** Cells above 1 % may be off by 8 % of themselves, the others by 0.1 points. */
function cellClaim([marks, failures, percent]: readonly [string, number, number]): Claim {
  const slack = percent > 1 ? 0.08 * percent : 0.1
  const [high, low] = marks.split('-')
  return {
    id: `h${high}-l${low}-f${failures}`,
    text: `H = ${high}, L = ${low}, ${failures} failures: ${percent} % of the first proposals miss a failure`,
    measure: conflictsIn(marks, failures),
    published: percent,
    unit: '%',
    provenance: 'pilot',
    band: { least: Math.max(0, percent - slack), most: percent + slack },
    ...(marks === '8-4' && failures === 4 && { informative: OFF_PILOT }),
  }
}

function conflictsIn(marks: string, failures: number): string {
  return `conflicts H-L ${marks} F ${failures}`
}

async function measure(context: RunContext): Promise<Record<string, Measurement>> {
  const { seed, scale, signal } = context
  const measured: Record<string, Measurement> = {}
  const orders = Math.max(BATCH, Math.round(ORDERS * scale))
  for (const [i, failures] of FAILURES.entries()) {
    const rng = new Rng(deriveSeed(seed, failures))
    const counts = await countInBatches(failures, orders, () => rng.next(), signal)
    for (const [m, { high, low }] of WATERMARKS.entries()) {
      measured[conflictsIn(`${high}-${low}`, failures)] = percentOf(counts[m] as number, orders)
    }
    context.progress((i + 1) / FAILURES.length)
  }
  const five = measured[conflictsIn('9-4', 2)]?.value ?? 0
  const six = measured[conflictsIn('9-3', 2)]?.value ?? 0
  measured['fewer conflicts with H-L 6 than 5'] = { value: five / six }
  measured['largest distance from the exact probability'] = greatestOf(distances(measured, orders))
  return measured
}

/** In standard errors, of all cells for which the exact probability is quickly worked out. */
function distances(measured: Readonly<Record<string, Measurement>>, orders: number): number[] {
  const all: number[] = []
  for (const failures of FAILURES.filter((count) => count <= MOST_EXACT)) {
    for (const marks of WATERMARKS) {
      const exact = exactConflicts(failures, OBSERVERS, marks)
      const share = (measured[conflictsIn(`${marks.high}-${marks.low}`, failures)]?.value ?? 0) / 100
      all.push(Math.abs(share - exact) / Math.sqrt((exact * (1 - exact) + 1 / orders) / orders))
    }
  }
  return all
}

async function countInBatches(
  failures: number,
  orders: number,
  random: () => number,
  signal: AbortSignal,
): Promise<number[]> {
  const totals = WATERMARKS.map(() => 0)
  for (let done = 0; done < orders; done += BATCH) {
    await breathe(signal)
    const setup = { failures, observers: OBSERVERS, watermarks: WATERMARKS }
    const counts = countConflicts(setup, Math.min(BATCH, orders - done), random)
    for (const [i, count] of counts.entries()) totals[i] = (totals[i] as number) + count
  }
  return totals
}

function percentOf(hits: number, trials: number): Measurement {
  const { value, low = 0, high = 1, n = trials } = shareOf(hits, trials)
  return { value: 100 * value, low: 100 * low, high: 100 * high, n }
}
