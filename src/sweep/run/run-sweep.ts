import { type PointRange, pointCount, type SweepPlan } from '../plan/sweep-plan.ts'
import type { Backend } from './backend.ts'
import { OrderedRun } from './ordered-run.ts'
import { ResultFile } from './result-file.ts'
import { ThreadPool } from './thread-pool.ts'

/** How far a sweep is. */
export interface SweepProgress {
  /** Points of this range that are in the file. */
  readonly done: number
  readonly points: number
  /** How many were there before this run. */
  readonly resumed: number
}

/** How a sweep is run. */
export interface RunSweepOptions {
  /** One line of JSON a point, in the order of the plan. What is there is gone on with. */
  readonly resultFile: string
  /** Threads; default one a core. */
  readonly workers?: number
  /** Instead of threads of this process; the caller closes it. */
  readonly backend?: Backend
  /** The part of the plan to do; default all. */
  readonly range?: PointRange
  /** Whether to begin anew even if the file has points. */
  readonly fresh?: boolean
  /** Ends the run early; it can be gone on with. */
  readonly signal?: AbortSignal
  /** Told at the start, and whenever points were written. */
  readonly onProgress?: (progress: SweepProgress) => void
}

/**
 * Measures every point of a plan. The file is the same, byte for byte, whatever the number of workers and however
 * often the run was interrupted.
 * @returns how far it came
 * @throws SweepError if the file belongs to another sweep; Error if a point cannot be measured
 */
export async function runSweep(plan: SweepPlan, options: RunSweepOptions): Promise<SweepProgress> {
  const range = options.range ?? { from: 0, to: pointCount(plan) }
  const file = new ResultFile(options.resultFile, plan, range, options.fresh)
  try {
    return await measureRest(plan, range, file, options)
  } finally {
    file.close()
  }
}

async function measureRest(
  plan: SweepPlan,
  range: PointRange,
  file: ResultFile,
  options: RunSweepOptions,
): Promise<SweepProgress> {
  let progress = { done: file.points, points: range.to - range.from, resumed: file.points }
  options.onProgress?.(progress)
  if (progress.done === progress.points) return progress
  const backend = options.backend ?? new ThreadPool(options.workers)
  const write = (lines: string, points: number): void => {
    file.append(lines)
    progress = { ...progress, done: progress.done + points }
    options.onProgress?.(progress)
  }
  const signal = options.signal ?? new AbortController().signal
  try {
    await new OrderedRun(plan, { from: range.from + file.points, to: range.to }, { backend, signal, write }).run()
  } finally {
    if (options.backend === undefined) await backend.close()
  }
  return progress
}
