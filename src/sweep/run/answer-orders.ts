import { parentPort } from 'node:worker_threads'
import { NOTHING_HANDED_OVER, type ThreadAnswer, type ThreadOrder } from './thread-message.ts'

/**
 * What a program that runs in `Threads` does: answers each order. What `answer` throws goes back as an error.
 * @param answer is also given what tells the share that is done, from 0 to 1
 */
export function answerOrders<Order, Answer>(answer: (order: Order, tellDone: (done: number) => void) => Answer): void {
  const tell = (message: ThreadAnswer<Answer>): void => parentPort?.postMessage(message, NOTHING_HANDED_OVER)
  parentPort?.on('message', ({ id, order }: ThreadOrder<Order>) => {
    try {
      tell({ id, answer: answer(order, (done) => tell({ id, done })) })
    } catch (error) {
      tell({ id, error: error instanceof Error ? error.message : String(error) })
    }
  })
}
