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
  #onBegun: (points: number) => void = () => {}

  constructor(url: string) {
    const args = [HEARSAY, 'sweep', 'worker', '--queue', url, '--workers', '1', '--json']
    this.process = new TestProcess(process.execPath, args, {}, (line) => this.#onLine(line))
  }

  async ready(): Promise<this> {
    await waitUntil('a worker is ready', () => this.#isReady, { seen: () => this.process.output.slice(-500) })
    return this
  }

  /** Calls back with the points of each job that it begins. */
  onBegun(listener: (points: number) => void): void {
    this.#onBegun = listener
  }

  #onLine(line: string): void {
    if (!line.startsWith('{')) return
    const step = JSON.parse(line) as Step
    if (step.type === 'ready') this.#isReady = true
    if (step.type === 'done') this.done += step.points
    if (step.type === 'begun') this.#onBegun(step.points)
  }
}

/**
 * The first worker that is in the middle of a job once all together have measured so many points.
 * @param over settles when the sweep has ended, after which no job comes any more
 * @param least points that the job must have: one of few is over soon, but on a slow machine there are no others
 * @returns undefined if nobody was
 */
export function firstInJob<W extends Pick<SweepWorker, 'done' | 'onBegun'>>(
  workers: readonly W[],
  points: number,
  over: Promise<unknown>,
  least = 2,
): Promise<W | undefined> {
  const measured = (): number => workers.reduce((sum, { done }) => sum + done, 0)
  return new Promise((resolve) => {
    for (const worker of workers) {
      worker.onBegun((inJob) => {
        if (inJob >= least && measured() >= points) resolve(worker)
      })
    }
    const end = (): void => resolve(undefined)
    over.then(end, end)
  })
}
