import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { NOTHING_HANDED_OVER, type ThreadAnswer, type ThreadOrder } from './thread-message.ts'

/** More threads than this are a mistake. */
const MOST_THREADS = 1024

interface Pending<Answer> {
  resolve(answer: Answer): void
  reject(error: Error): void
  readonly onProgress: ((done: number) => void) | undefined
}

/** Threads of this process that answer orders: each runs the same program, which calls `answerOrders`. */
export class Threads<Order, Answer> {
  readonly count: number
  readonly #threads: readonly OneThread<Order, Answer>[]

  /**
   * @param body the compiled program
   * @param count default one a core
   * @throws RangeError for a number of threads that cannot be
   */
  constructor(body: URL, count: number = availableParallelism()) {
    if (!(Number.isInteger(count) && count >= 1 && count <= MOST_THREADS)) {
      throw new RangeError(`cannot run ${count} threads: 1 to ${MOST_THREADS}`)
    }
    this.count = count
    this.#threads = Array.from({ length: count }, () => new OneThread(body))
  }

  /**
   * Gives the thread that has the fewest orders another one.
   * @param onProgress told what share of it is done, from 0 to 1, if the program says so
   * @throws Error with the message of what the program threw, or if the thread ends
   */
  ask(order: Order, onProgress?: (done: number) => void): Promise<Answer> {
    const idlest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best))
    return idlest.ask(order, onProgress)
  }

  /** Ends the threads at once; what they were asked is rejected. */
  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }
}

/** One thread, and what it has been asked. */
class OneThread<Order, Answer> {
  readonly #worker: Worker
  readonly #pending = new Map<number, Pending<Answer>>()
  #asked = 0
  #end: Error | undefined

  constructor(body: URL) {
    this.#worker = new Worker(body)
    this.#worker.on('message', (answer: ThreadAnswer<Answer>) => this.#onAnswer(answer))
    this.#worker.on('error', (error) => this.#onEnd(error))
    this.#worker.on('exit', (code) => this.#onEnd(new Error(`a worker thread ended with code ${code}`)))
  }

  get load(): number {
    return this.#pending.size
  }

  ask(order: Order, onProgress: ((done: number) => void) | undefined): Promise<Answer> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const message: ThreadOrder<Order> = { id: ++this.#asked, order }
    return new Promise((resolve, reject) => {
      this.#pending.set(message.id, { resolve, reject, onProgress })
      this.#worker.postMessage(message, NOTHING_HANDED_OVER)
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #onAnswer(answer: ThreadAnswer<Answer>): void {
    const pending = this.#pending.get(answer.id)
    if ('done' in answer) return pending?.onProgress?.(answer.done)
    this.#pending.delete(answer.id)
    if ('error' in answer) pending?.reject(new Error(answer.error))
    else pending?.resolve(answer.answer)
  }

  #onEnd(error: Error): void {
    this.#end ??= error
    for (const pending of this.#pending.values()) pending.reject(this.#end)
    this.#pending.clear()
  }
}
