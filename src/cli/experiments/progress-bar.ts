import { createLogUpdate } from 'log-update'
import type { RunProgress } from '../../experiments/index.ts'
import { progressLine } from './progress-line.ts'

/** Redrawing more often than eyes can follow would only cost time. */
const REDRAW_MS = 100

/** Shows on standard error how far a run is; says nothing where that is no terminal. */
export class ProgressBar implements Disposable {
  readonly #screen: ReturnType<typeof createLogUpdate> | undefined
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor() {
    this.#screen = process.stderr.isTTY ? createLogUpdate(process.stderr) : undefined
  }

  show(progress: RunProgress): void {
    const now = performance.now()
    if (this.#screen === undefined || now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    this.#screen(progressLine(progress))
  }

  /** Takes the bar away: what comes after it needs the place. */
  [Symbol.dispose](): void {
    this.#screen?.clear()
    this.#screen?.done()
  }
}
