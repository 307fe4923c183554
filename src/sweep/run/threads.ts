import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { NOTHING_HANDED_OVER, type ThreadAnswer, type ThreadOrder } from './thread-message.ts'

/** More threads than this are a mistake. */
export const MOST_THREADS = 1024

interface Pending<Answer> {
  resolve(answer: Answer): void
  reject(error: Error): void
  readonly onProgress: ((done: number) => void) | undefined
}

/** Threads of this process that answer orders: each runs the same program, which calls `answerOrders`. */
export class Threads<Order, Answer> {
  readonly count: number
  readonly #body: URL
  readonly #threads: OneThread<Order, Answer>[]
  #isClosed = false

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
    this.#body = body
    this.#threads = Array.from({ length: count }, () => new OneThread(body))
  }

  /**
   * Gives the thread that has the fewest orders another one. A thread that has ended is replaced then, not sooner: a
   * program that cannot even start is started once an order, not for ever.
   * @param onProgress told what share of it is done, from 0 to 1, if the program says so
   * @throws Error with the message of what the program threw, or if the thread ends
   */
  ask(order: Order, onProgress?: (done: number) => void): Promise<Answer> {
    if (this.#isClosed) return Promise.reject(new Error('the threads were closed'))
    const idlest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best))
    const thread = idlest.hasEnded ? this.#replace(idlest) : idlest
    return thread.ask(order, onProgress)
  }

  /** Ends the threads at once; what they were asked is rejected. */
  async close(): Promise<void> {
    this.#isClosed = true
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }

  #replace(ended: OneThread<Order, Answer>): OneThread<Order, Answer> {
    const thread = new OneThread<Order, Answer>(this.#body)
    this.#threads[this.#threads.indexOf(ended)] = thread
    return thread
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

  get hasEnded(): boolean {
    return this.#end !== undefined
  }

  ask(order: Order, onProgress: ((done: number) => void) | undefined): Promise<Answer> {
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
