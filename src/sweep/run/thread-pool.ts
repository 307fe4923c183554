import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { SweepTask } from '../tasks/task.ts'
import type { Backend, Measured } from './backend.ts'
import { NOTHING_HANDED_OVER, type ThreadAnswer, type ThreadOrder } from './thread-message.ts'

/** More threads than this are a mistake. */
const MOST_THREADS = 1024
/** One batch is being measured while the next one waits in the thread, so that it never idles. */
const PER_THREAD = 2
/** A round trip to a thread takes some ten microseconds: our choice, a hundred times that. */
const BATCH_MS = 2

interface Pending {
  resolve(measured: Measured): void
  reject(error: Error): void
}

/** Measures on threads of this process. */
export class ThreadPool implements Backend {
  readonly batchMs: number = BATCH_MS
  readonly threads: number
  readonly #threads: readonly PoolThread[]

  /** @param threads default one a core */
  constructor(threads: number = availableParallelism()) {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
      throw new RangeError(`cannot run ${threads} threads: 1 to ${MOST_THREADS}`)
    }
    this.threads = threads
    this.#threads = Array.from({ length: threads }, () => new PoolThread())
  }

  get depth(): number {
    return this.threads * PER_THREAD
  }

  measure(task: SweepTask, points: readonly SweepPoint[]): Promise<Measured> {
    const idlest = this.#threads.reduce((best, thread) => (thread.load < best.load ? thread : best))
    return idlest.measure(task.name, points)
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.close()))
  }
}

/** One thread, and what it has been asked. */
class PoolThread {
  readonly #worker = new Worker(new URL('./point-thread.js', import.meta.url))
  readonly #pending = new Map<number, Pending>()
  #asked = 0
  #end: Error | undefined

  constructor() {
    this.#worker.on('message', (answer: ThreadAnswer) => this.#onAnswer(answer))
    this.#worker.on('error', (error) => this.#onEnd(error))
    this.#worker.on('exit', (code) => this.#onEnd(new Error(`a worker thread ended with code ${code}`)))
  }

  get load(): number {
    return this.#pending.size
  }

  measure(task: string, points: readonly SweepPoint[]): Promise<Measured> {
    if (this.#end !== undefined) return Promise.reject(this.#end)
    const order: ThreadOrder = { id: ++this.#asked, task, points }
    return new Promise((resolve, reject) => {
      this.#pending.set(order.id, { resolve, reject })
      this.#worker.postMessage(order, NOTHING_HANDED_OVER)
    })
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #onAnswer(answer: ThreadAnswer): void {
    const pending = this.#pending.get(answer.id)
    this.#pending.delete(answer.id)
    if (answer.error === undefined) pending?.resolve(answer)
    else pending?.reject(new Error(answer.error))
  }

  #onEnd(error: Error): void {
    this.#end ??= error
    for (const pending of this.#pending.values()) pending.reject(this.#end)
    this.#pending.clear()
  }
}
