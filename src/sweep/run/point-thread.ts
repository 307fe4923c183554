import { parentPort } from 'node:worker_threads'
import type { SweepPoint } from '../plan/sweep-plan.ts'
import { findTask } from '../tasks/index.ts'
import type { Results } from '../tasks/task.ts'
import { measurePoints } from './measure-points.ts'

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

// The body of a worker thread: see ThreadPool.
parentPort?.on('message', (order: ThreadOrder) => {
  parentPort?.postMessage(answerTo(order))
})

function answerTo({ id, task: name, points }: ThreadOrder): ThreadAnswer {
  try {
    const task = findTask(name)
    if (task === undefined) throw new Error(`there is no task "${name}"`)
    return { id, ...measurePoints(task, points) }
  } catch (error) {
    return { id, results: [], ms: 0, error: error instanceof Error ? error.message : String(error) }
  }
}
