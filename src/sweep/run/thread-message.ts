import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { Results } from '../tasks/task.ts'

/** What a thread is asked. */
export interface ThreadOrder {
  readonly id: number
  readonly task: string
  readonly points: readonly SweepPoint[]
}

/** What a thread answers. */
export interface ThreadAnswer {
  readonly id: number
  readonly results: readonly Results[]
  readonly ms: number
  /** Why it could not be done. */
  readonly error?: string
}

/** What is sent to a thread is copied; no memory changes hands. */
export const NOTHING_HANDED_OVER: readonly never[] = []
