import type { SweepPoint } from '../plan/sweep-plan.ts'
import { measure, type SweepTask } from '../tasks/task.ts'
import type { Measured } from './backend.ts'

/** Measures some points, here and now. @throws Error that names the point which failed */
export function measurePoints(task: SweepTask, points: readonly SweepPoint[]): Measured {
  const started = performance.now()
  const results = points.map((point) => {
    try {
      return measure(task, point.parameters, point.seed)
    } catch (error) {
      const { index, seed, parameters } = point
      const why = error instanceof Error ? error.message : String(error)
      const what = `point ${index} (seed ${seed}, ${JSON.stringify(parameters)}): ${why}`
      throw new Error(what, { cause: error })
    }
  })
  return { results, ms: performance.now() - started }
}
