import type { SweepPoint } from '../plan/sweep-plan.ts'
import { findTask } from '../tasks/index.ts'
import { answerOrders } from './answer-orders.ts'
import type { Measured } from './backend.ts'
import { measurePoints } from './measure-points.ts'

/** Some points of a sweep, as a thread is asked to measure them: functions do not travel, so the task goes by name. */
export interface PointOrder {
  readonly task: string
  readonly points: readonly SweepPoint[]
}

// The program of a worker thread: see ThreadPool.
answerOrders(({ task: name, points }: PointOrder): Measured => {
  const task = findTask(name)
  if (task === undefined) throw new Error(`there is no task "${name}"`)
  return measurePoints(task, points)
})
