import { Threads } from '../../sweep/run/threads.ts'
import type { LifeFigures, LifeOrder } from './life.ts'

/** Lives through a cluster, here or elsewhere. It may be asked for many at once. */
export type LiveThrough = (order: LifeOrder, tellDone: (done: number) => void) => Promise<LifeFigures>

interface Waiting {
  readonly order: LifeOrder
  readonly tellDone: (done: number) => void
  readonly resolve: (figures: LifeFigures) => void
  readonly reject: (error: unknown) => void
}

/** Simulated clusters on worker threads, each thread one after the other. */
export class LifeThreads implements AsyncDisposable {
  readonly #threads: Threads<LifeOrder, LifeFigures>
  readonly #signal: AbortSignal
  readonly #waiting: Waiting[] = []
  #running = 0

  /**
   * @param signal ends every life at once
   * @param workers default one a core
   */
  constructor(signal: AbortSignal, workers?: number) {
    this.#signal = signal
    this.#threads = new Threads(new URL('./life-thread.js', import.meta.url), workers)
    signal.addEventListener('abort', this.#onAbort)
  }

  /** @throws the signal's reason; Error if a life cannot be */
  readonly live: LiveThrough = (order, tellDone) =>
    new Promise((resolve, reject) => {
      if (this.#signal.aborted) return reject(this.#signal.reason)
      this.#waiting.push({ order, tellDone, resolve, reject })
      this.#handOut()
    })

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort)
    await this.#threads.close()
  }

  /** No more than one for each thread: lives differ in length, so none should wait behind a long one. */
  #handOut(): void {
    while (this.#running < this.#threads.count) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#running++
      void this.#ask(next)
    }
  }

  async #ask({ order, tellDone, resolve, reject }: Waiting): Promise<void> {
    try {
      resolve(await this.#threads.ask(order, tellDone))
    } catch (error) {
      reject(this.#signal.aborted ? this.#signal.reason : error)
    }
    this.#running--
    this.#handOut()
  }

  readonly #onAbort = (): void => {
    for (const { reject } of this.#waiting.splice(0)) reject(this.#signal.reason)
    void this.#threads.close()
  }
}
