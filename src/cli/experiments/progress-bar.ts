import type { RunProgress } from '../../experiments/index.ts'
import { terminalSize } from '../output/terminal-size.ts'
import { progressLine } from './progress-line.ts'

/** Redrawing more often than eyes can follow would only cost time. */
const REDRAW_MS = 100
const CLEAR_LINE = '\r\u001b[2K'

/** Where a progress bar is drawn: standard error, in practice. */
export interface ProgressScreen {
  readonly isTTY: boolean
  readonly columns: number
  write(text: string): unknown
}

/** Shows how far a run is, in one line that replaces itself; says nothing where there is no terminal. */
export class ProgressBar implements Disposable {
  readonly #screen: ProgressScreen
  #drawnAt = Number.NEGATIVE_INFINITY

  constructor(screen: ProgressScreen = process.stderr) {
    this.#screen = screen
  }

  show(progress: RunProgress): void {
    const now = performance.now()
    if (!this.#screen.isTTY || now - this.#drawnAt < REDRAW_MS) return
    this.#drawnAt = now
    const width = terminalSize(this.#screen).columns
    this.#screen.write(CLEAR_LINE + progressLine(progress).slice(0, width - 1)) // a full line would wrap
  }

  /** Takes the bar away: what comes after it needs the place. */
  [Symbol.dispose](): void {
    if (this.#screen.isTTY) this.#screen.write(CLEAR_LINE)
  }
}
