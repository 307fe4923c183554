import type { Measurement, Measurements } from './experiment.ts'
import { greatestOf, leastOf } from './measure.ts'

/**
 * Several independent runs as one: the mean of each measurement, or the extreme of extremes. A mean's interval follows from the intervals of the runs
 * (the variances of independent means add up), not from the spread between few runs, which says little.
 * @throws Error if a run lacks what the first one measured
 */
export function combine(runs: readonly Measurements[]): Measurements {
  const [first] = runs
  if (first === undefined) throw new Error('there is no run to combine')
  if (runs.length === 1) return first
  return Object.fromEntries(Object.keys(first).map((name) => [name, combineOne(runs.map((run) => found(run, name)))]))
}

function found(run: Measurements, name: string): Measurement {
  const measured = run[name]
  if (measured === undefined) throw new Error(`one run measured "${name}", another did not`)
  return measured
}

function combineOne(runs: readonly Measurement[]): Measurement {
  const n = runs.reduce((sum, run) => sum + (run.n ?? 0), 0)
  const { extreme } = runs[0] as Measurement
  if (extreme !== undefined) {
    const { value } = (extreme === 'least' ? leastOf : greatestOf)(runs.map((run) => run.value))
    return { value, extreme, ...(n === 0 ? {} : { n }) }
  }
  const value = runs.reduce((sum, run) => sum + run.value, 0) / runs.length
  const low = reach(runs.map((run) => (run.low === undefined ? undefined : run.value - run.low)))
  const high = reach(runs.map((run) => (run.high === undefined ? undefined : run.high - run.value)))
  return {
    value,
    ...(low === undefined ? {} : { low: value - low }),
    ...(high === undefined ? {} : { high: value + high }),
    ...(n === 0 ? {} : { n }),
  }
}

/** How far the mean of independent values reaches, from how far each does; undefined where one does not say. */
function reach(distances: readonly (number | undefined)[]): number | undefined {
  let sum = 0
  for (const distance of distances) {
    if (distance === undefined) return undefined
    sum += distance * distance
  }
  return Math.sqrt(sum) / distances.length
}
