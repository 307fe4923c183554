import type { SweepPoint } from '../plan/sweep-plan.ts'
import type { SweepTask } from '../tasks/task.ts'
import type { Backend, Measured } from './backend.ts'
import type { PointOrder } from './point-thread.ts'
import { Threads } from './threads.ts'

/** One batch is being measured while the next one waits in the thread, so that it never idles. */
const PER_THREAD = 2
/** A round trip to a thread takes some ten microseconds: our choice, a hundred times that. */
const BATCH_MS = 2

/** Measures on threads of this process. */
export class ThreadPool implements Backend {
  readonly batchMs: number = BATCH_MS
  readonly #threads: Threads<PointOrder, Measured>

  /** @param threads default one a core */
  constructor(threads?: number) {
    this.#threads = new Threads(new URL('./point-thread.js', import.meta.url), threads)
  }

  get threads(): number {
    return this.#threads.count
  }

  get depth(): number {
    return this.threads * PER_THREAD
  }

  measure(task: SweepTask, points: readonly SweepPoint[]): Promise<Measured> {
    return this.#threads.ask({ task: task.name, points })
  }

  close(): Promise<void> {
    return this.#threads.close()
  }
}
