import { parentPort } from 'node:worker_threads'
import { findTask } from '../tasks/index.ts'
import { measurePoints } from './measure-points.ts'
import { NOTHING_HANDED_OVER, type ThreadAnswer, type ThreadOrder } from './thread-message.ts'

// The body of a worker thread: see ThreadPool.
parentPort?.on('message', (order: ThreadOrder) => {
  parentPort?.postMessage(answerTo(order), NOTHING_HANDED_OVER)
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
