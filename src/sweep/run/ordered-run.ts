import { type PointRange, pointAt, type SweepPlan, type SweepPoint } from '../plan/sweep-plan.ts'
import type { Backend, Measured } from './backend.ts'
import { BatchSizer } from './batch-sizer.ts'
import { resultLine } from './result-line.ts'

/** So many points at most are measured or under way ahead of the first that is missing: about 30 MB of lines. */
const MOST_AHEAD = 50_000

/** What an ordered run is told and tells. */
export interface OrderedRunOptions {
  readonly backend: Backend
  readonly signal: AbortSignal
  /** Takes the lines of the next points, in order. */
  write(lines: string, points: number): void
}

/**
 * Measures a range of points on a backend and writes their lines in order, whatever the order in which they come back.
 * Hands out no more than it can hold while one point keeps the others waiting.
 */
export class OrderedRun {
  readonly #plan: SweepPlan
  readonly #range: PointRange
  readonly #options: OrderedRunOptions
  readonly #sizer: BatchSizer
  /** Lines that wait for their turn, by the first point of their batch. */
  readonly #waiting = new Map<number, { readonly lines: string; readonly points: number }>()
  #next: number
  #written: number
  #inFlight = 0
  #isOver = false
  #failure: { readonly error: unknown } | undefined
  #wake: () => void = () => {}

  constructor(plan: SweepPlan, range: PointRange, options: OrderedRunOptions) {
    this.#plan = plan
    this.#range = range
    this.#options = options
    this.#sizer = new BatchSizer(options.backend.batchMs)
    this.#next = range.from
    this.#written = range.from
  }

  /**
   * Resolves when every point is written, or the signal was given. Afterwards nothing is written any more, even if the
   * backend still answers.
   * @throws what the backend rejects with
   */
  async run(): Promise<void> {
    const { signal } = this.#options
    const onAbort = (): void => this.#wake()
    signal.addEventListener('abort', onAbort)
    try {
      while (this.#written < this.#range.to && !signal.aborted) {
        if (this.#failure !== undefined) throw this.#failure.error
        const woken = new Promise<void>((resolve) => (this.#wake = resolve))
        this.#handOut()
        await woken
      }
    } finally {
      this.#isOver = true
      signal.removeEventListener('abort', onAbort)
    }
  }

  #handOut(): void {
    const { backend } = this.#options
    while (this.#inFlight < backend.depth && this.#next < this.#range.to) {
      const room = MOST_AHEAD - (this.#next - this.#written)
      const size = Math.min(this.#sizer.size, this.#range.to - this.#next, room)
      if (size <= 0) return
      const from = this.#next
      const points = Array.from({ length: size }, (_, i) => pointAt(this.#plan, from + i))
      this.#next += size
      this.#inFlight++
      void this.#measure(points)
    }
  }

  async #measure(points: readonly SweepPoint[]): Promise<void> {
    try {
      const measured = await this.#options.backend.measure(this.#plan.task, points)
      this.#sizer.learn(points.length, measured.ms)
      this.#keep(points, measured)
      this.#flush()
    } catch (error) {
      this.#failure ??= { error }
    }
    this.#inFlight--
    this.#wake()
  }

  #keep(points: readonly SweepPoint[], { results }: Measured): void {
    if (results.length !== points.length) throw new Error(`${points.length} points gave ${results.length} results`)
    const lines = points.map((point, i) => resultLine(this.#plan.task, point, results[i] ?? {}))
    this.#waiting.set((points[0] as SweepPoint).index, { lines: lines.join(''), points: points.length })
  }

  /** What comes back after the end is not written: by then the file may be closed, and its number another file's. */
  #flush(): void {
    if (this.#isOver || this.#options.signal.aborted) return
    for (let ready = this.#waiting.get(this.#written); ready !== undefined; ready = this.#waiting.get(this.#written)) {
      this.#waiting.delete(this.#written)
      this.#options.write(ready.lines, ready.points)
      this.#written += ready.points
    }
  }
}
