import { complete, type Parameters, type SweepTask } from '../tasks/task.ts'

/** More points than this are a mistake more often than a plan; a larger sweep is several files. */
export const MOST_POINTS = 1_000_000

/** The values that one parameter goes through. */
export interface Axis {
  readonly name: string
  readonly values: readonly number[]
}

/** A grid of measurements. */
export interface SweepPlan {
  readonly task: SweepTask
  /** The last one changes fastest. */
  readonly axes: readonly Axis[]
  readonly fixed: Parameters
  /** Each point of the grid is measured once with each; they change faster than any axis. */
  readonly seeds: readonly number[]
}

/** One measurement of a plan. */
export interface SweepPoint {
  /** Its place in the plan, from 0. */
  readonly index: number
  /** Every parameter of the task. */
  readonly parameters: Parameters
  readonly seed: number
}

/** How many measurements a plan has. */
export function pointCount({ axes, seeds }: SweepPlan): number {
  return axes.reduce((product, axis) => product * axis.values.length, seeds.length)
}

/** The measurement of a place, worked out from the place alone. */
export function pointAt({ task, axes, fixed, seeds }: SweepPlan, index: number): SweepPoint {
  const seed = seeds[index % seeds.length] as number
  let rest = Math.floor(index / seeds.length)
  const chosen: Record<string, number> = {}
  for (const { name, values } of axes.toReversed()) {
    chosen[name] = values[rest % values.length] as number
    rest = Math.floor(rest / values.length)
  }
  return { index, parameters: complete(task, { ...fixed, ...chosen }), seed }
}

/** Places from `from` up to, not including, `to`. */
export interface PointRange {
  readonly from: number
  readonly to: number
}

/**
 * The part of a plan that one of several machines does: neighbouring points, so that the result files of all shards,
 * one after the other, are the file of the whole.
 * @param shard from 1 to `shards`
 */
export function shardRange(points: number, shard: number, shards: number): PointRange {
  const edge = (i: number): number => Math.floor((points * i) / shards)
  return { from: edge(shard - 1), to: edge(shard) }
}
