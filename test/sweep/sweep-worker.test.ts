import { describe, expect, it } from 'vitest'
import { firstInJob } from './sweep-worker.ts'

class Worker {
  done = 0
  begin: (points: number) => void = () => {}

  onBegun(listener: (points: number) => void): void {
    this.begin = listener
  }
}

const forever = new Promise<never>(() => {})

describe('the first worker in a job', () => {
  it('is one with several points, once all together have measured enough', async () => {
    const workers = [new Worker(), new Worker()] as const
    const [a, b] = workers
    const first = firstInJob(workers, 3, forever)
    b.begin(5)
    a.done = 2
    b.done = 1
    a.begin(1)
    b.begin(2)
    a.begin(2)
    expect(await first).toBe(b)
  })

  it('may be in a job of a single point, if that is said', async () => {
    const worker = new Worker()
    const first = firstInJob([worker], 0, forever, 1)
    worker.begin(1)
    expect(await first).toBe(worker)
  })

  it('is nobody when the sweep is over, or has failed', async () => {
    expect(await firstInJob([new Worker()], 0, Promise.resolve())).toBeUndefined()
    expect(await firstInJob([new Worker()], 0, Promise.reject(new Error('failed')))).toBeUndefined()
  })
})
