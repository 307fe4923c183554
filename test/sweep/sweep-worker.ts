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
  #killWhen: (step: Step) => boolean = () => false

  constructor(url: string) {
    const args = [HEARSAY, 'sweep', 'worker', '--queue', url, '--workers', '1', '--json']
    this.process = new TestProcess(process.execPath, args, {}, (line) => this.#onLine(line))
  }

  async ready(): Promise<this> {
    await waitUntil('a worker is ready', () => this.#isReady, { seen: () => this.process.output.slice(-500) })
    return this
  }

  /** Kills it in the middle of a job, once it has measured so many points. */
  killAfter(points: number): Promise<void> {
    this.#killWhen = ({ type, points: inJob }) => type === 'begun' && inJob > 1 && this.done >= points
    return this.process.exited
  }

  #onLine(line: string): void {
    if (!line.startsWith('{')) return
    const step = JSON.parse(line) as Step
    if (step.type === 'ready') this.#isReady = true
    if (step.type === 'done') this.done += step.points
    if (this.#killWhen(step)) void this.process.kill()
  }
}
