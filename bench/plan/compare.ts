import type { Measurement } from '../../src/experiments/experiment.ts'
import type { Samples } from '../../src/experiments/plan/measure-settings.ts'
import { predictNext, predictQuantile } from '../../src/experiments/plan/prediction.ts'

/** One figure of a real cluster beside what simulated ones let expect. */
export interface PlanComparison {
  readonly what: string
  readonly unit: string
  /** Its `n` is how many simulated values it rests on. */
  readonly predicted: Measurement
  readonly measured: number
  /** How many real values it rests on. */
  readonly n: number
  readonly isInside: boolean
}

const TIMES = [
  ['detectMs', 'a dead host is known to all'],
  ['killMs', 'a dead process on a living host'],
  ['eventMs', 'an event has reached all'],
] as const
const QUANTILES = [
  [0.5, 'median'],
  [0.9, '90th percentile'],
] as const
/** How surely all figures together lie inside, if the simulation is right. */
const LEVEL = 0.95

/**
 * Holds a real cluster against simulated ones. Every interval is for the very figure that is measured, from as many
 * values; their levels are such that all of them hold together in 95 of 100 comparisons (Bonferroni).
 */
export function comparePlan(simulated: Samples, real: Samples): PlanComparison[] {
  const times = TIMES.flatMap(([key, what]) => (real[key].length === 0 ? [] : [{ key, what }]))
  const level = 1 - (1 - LEVEL) / (times.length * QUANTILES.length + 1)
  const compared = times.flatMap(({ key, what }) =>
    QUANTILES.map(([share, name]) => {
      const n = real[key].length
      const predicted = predictQuantile(simulated[key], n, share, { level })
      return judged(`${what}, ${name}`, 'ms', predicted, quantileOf(real[key], share), n)
    }),
  )
  const [bytes = Number.NaN] = real.bytesPerSecond
  return [...compared, judged('sent per member', 'bytes/s', predictNext(simulated.bytesPerSecond, { level }), bytes, 1)]
}

/** The rank that {@link predictQuantile} is about. */
function quantileOf(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(1, Math.ceil(values.length * share)) - 1] as number
}

function judged(what: string, unit: string, predicted: Measurement, measured: number, n: number): PlanComparison {
  const { low = Number.NaN, high = Number.NaN } = predicted
  return { what, unit, predicted, measured, n, isInside: measured >= low && measured <= high }
}

/** One figure in one line. */
export function describePlanComparison({ what, unit, predicted, measured, n, isInside }: PlanComparison): string {
  const { low = Number.NaN, high = Number.NaN } = predicted
  const interval = `${Math.round(low)} … ${Math.round(high)}`
  const verdict = isInside ? 'inside' : 'OUTSIDE'
  return `${what.padEnd(48)} ${Math.round(measured).toString().padStart(6)} ${unit.padEnd(8)} predicted ${interval.padEnd(14)} ${verdict} (n = ${n}, simulated ${predicted.n})`
}
