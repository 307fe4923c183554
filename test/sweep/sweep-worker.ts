import { TestProcess } from '../support/child-process.ts'
import { HEARSAY } from '../support/project.ts'
import { waitUntil } from '../support/wait-until.ts'

interface Step {
  readonly type: string
  readonly points: number
}

/** A process that does the jobs of a queue, on one thread. */
export class SweepWorker {
  readonly process: TestProcess
  /** Points that it has measured. */
  done = 0
  #isReady = false
  #onStep: (step: Step) => void = () => {}

  constructor(url: string) {
    const args = [HEARSAY, 'sweep', 'worker', '--queue', url, '--workers', '1', '--json']
    this.process = new TestProcess(process.execPath, args, {}, (line) => this.#onLine(line))
  }

  async ready(): Promise<this> {
    await waitUntil('a worker is ready', () => this.#isReady, { seen: () => this.process.output.slice(-500) })
    return this
  }

  /** Resolves in the middle of a job, once it has measured so many points. */
  inJobAfter(points: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onStep = ({ type, points: inJob }) => {
        if (type === 'begun' && inJob > 1 && this.done >= points) resolve()
      }
    })
  }

  #onLine(line: string): void {
    if (!line.startsWith('{')) return
    const step = JSON.parse(line) as Step
    if (step.type === 'ready') this.#isReady = true
    if (step.type === 'done') this.done += step.points
    this.#onStep(step)
  }
}
