import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { TestProcess } from '../support/child-process.ts'
import { HEARSAY } from '../support/project.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'

const LIMIT_MS = 600_000

/** One sweep in a folder of its own, run by the published command in several ways. */
export class SweepFolder implements Disposable {
  readonly points: number
  readonly #folder = mkdtempSync(join(tmpdir(), 'hearsay-sweep-'))
  readonly #signal: AbortSignal

  /** @param text the sweep file's */
  constructor(text: string, points: number, signal: AbortSignal) {
    this.points = points
    this.#signal = signal
    writeFileSync(this.#sweep, text)
  }

  /** Runs the sweep to its end. */
  run(out: string, ...args: string[]): Promise<ProgramEnd> {
    return runProgram(process.execPath, this.#command(out, args), { limitMs: LIMIT_MS, signal: this.#signal })
  }

  /** Starts the sweep, for one who wants to end it. */
  start(out: string, ...args: string[]): TestProcess {
    return new TestProcess(process.execPath, this.#command(out, args))
  }

  read(out: string): string {
    return existsSync(this.path(out)) ? readFileSync(this.path(out), 'utf8') : ''
  }

  lines(out: string): number {
    return this.read(out).split('\n').length - 1
  }

  path(out: string): string {
    return join(this.#folder, out)
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  get #sweep(): string {
    return this.path('sweep.yaml')
  }

  #command(out: string, args: readonly string[]): string[] {
    return [HEARSAY, 'sweep', 'run', this.#sweep, '--out', this.path(out), '--json', ...args]
  }
}
