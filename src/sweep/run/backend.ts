import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { Results, SweepTask } from '../tasks/task.ts'

/** What was measured at some points, in their order. */
export interface Measured {
  readonly results: readonly Results[]
  /** How long measuring took, ms. */
  readonly ms: number
}

/** Where points are measured: threads of this process, or other machines. */
export interface Backend {
  /** How many batches it is worth to give it at once. It may change while it works. */
  readonly depth: number
  /** A batch that takes less than this is not worth its way, ms. */
  readonly batchMs: number
  /** Measures some points. Batches may come back in any order. */
  measure(task: SweepTask, points: readonly SweepPoint[]): Promise<Measured>
  /** Gives back what it holds; what is being measured is lost. */
  close(): Promise<void>
}
