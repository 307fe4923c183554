import { createLogUpdate } from 'log-update'

const REDRAW_MS = 100

/** How far something is. */
export interface Progress {
  readonly done: number
  readonly points: number
  /** How many were done before it began. */
  readonly resumed: number
}

/** One line on standard error that keeps up; nothing where that is no terminal. */
export class ProgressLine implements Disposable {
  readonly #screen = process.stderr.isTTY ? createLogUpdate(process.stderr) : undefined
  readonly #startedAt = performance.now()
  #drawnAt = Number.NEGATIVE_INFINITY

  show(progress: Progress): void {
    const now = performance.now()
    if (this.#screen === undefined || now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    this.#screen(describeProgress(progress, now - this.#startedAt))
  }

  [Symbol.dispose](): void {
    this.#screen?.clear()
    this.#screen?.done()
  }
}

/** "1200 of 2000 points, 60 %, 40/s, 20 s to go" */
export function describeProgress({ done, points, resumed }: Progress, elapsedMs: number): string {
  const share = points === 0 ? 100 : Math.floor((100 * done) / points)
  const rate = (done - resumed) / Math.max(elapsedMs / 1000, 0.001)
  const rest = rate > 0 ? `, ${rate.toFixed(rate < 10 ? 1 : 0)}/s, ${Math.ceil((points - done) / rate)} s to go` : ''
  return `${done} of ${points} points, ${share} %${rest}`
}
