import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { below, Rng } from '../../base/rng.ts'
import { pointCount, shardRange, type SweepPlan, type SweepPoint } from '../plan/sweep-plan.ts'
import type { SweepTask } from '../tasks/task.ts'
import type { Backend, Measured } from './backend.ts'
import { BatchSizer } from './batch-sizer.ts'
import { measurePoints } from './measure-points.ts'
import { OrderedRun } from './ordered-run.ts'
import { runSweep, type RunSweepOptions } from './run-sweep.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

const task: SweepTask = {
  name: 'sum',
  about: '',
  parameters: { x: { default: 0, least: 0, most: 100, about: '' } },
  results: { sum: '' },
  run: ({ x }, seed) => {
    if (x === 66) throw new Error('66 cannot be')
    return { sum: (x as number) + seed, never: null }
  },
}

function planOf(values: number, seeds = 2): SweepPlan {
  const axes = [{ name: 'x', values: Array.from({ length: values }, (_, i) => i) }]
  return { task, axes, fixed: {}, seeds: Array.from({ length: seeds }, (_, i) => i + 1) }
}

/** Answers in an order that chance decides. */
class ShuffledBackend implements Backend {
  readonly depth: number
  readonly batchMs: number
  most = 0
  closed = 0
  readonly #open: (() => void)[] = []
  readonly #rng: Rng

  constructor(seed: number, depth = 8, batchMs = 0) {
    this.#rng = new Rng(seed)
    this.depth = depth
    this.batchMs = batchMs
  }

  measure(asked: SweepTask, points: readonly SweepPoint[]): Promise<Measured> {
    return new Promise((resolve, reject) => {
      this.#open.push(() => {
        try {
          resolve({ ...measurePoints(asked, points), ms: points.length })
        } catch (error) {
          reject(error)
        }
      })
      this.most = Math.max(this.most, this.#open.length)
      setImmediate(() => this.#answerOne())
    })
  }

  close(): Promise<void> {
    this.closed++
    return Promise.resolve()
  }

  #answerOne(): void {
    const i = below(() => this.#rng.next(), this.#open.length)
    this.#open.splice(i, 1)[0]?.()
  }
}

function newFile(): string {
  return join(folder, `${++files}.jsonl`)
}

async function run(plan: SweepPlan, options: Partial<RunSweepOptions> = {}): Promise<string> {
  const resultFile = options.resultFile ?? newFile()
  await runSweep(plan, { backend: new ShuffledBackend(1), ...options, resultFile })
  return readFileSync(resultFile, 'utf8')
}

describe('a sweep', () => {
  it('writes one line a point in order, whatever the order of the answers and the size of the batches', async () => {
    const whole = await run(planOf(20))
    const lines = whole
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    expect(lines).toHaveLength(40)
    expect(lines[3]).toEqual({ point: 3, task: 'sum', seed: 2, parameters: { x: 1 }, results: { sum: 3, never: null } })
    for (let seed = 1; seed <= 20; seed++) {
      const backend = new ShuffledBackend(seed, 1 + (seed % 7), seed % 5)
      expect(await run(planOf(20), { backend })).toBe(whole)
      expect(backend.most).toBeLessThanOrEqual(backend.depth)
      expect(backend.closed).toBe(0)
    }
  })

  it('goes on where the file ends, wherever that is', async () => {
    const plan = planOf(10)
    const whole = await run(plan)
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (length) => {
        const resultFile = newFile()
        writeFileSync(resultFile, whole.slice(0, length))
        const told: number[] = []
        const text = await run(plan, { resultFile, onProgress: ({ resumed }) => told.push(resumed) })
        expect(text).toBe(whole)
        expect(told[0]).toBe(whole.slice(0, length).split('\n').length - 1)
      }),
      { numRuns: 50 },
    )
  })

  it('has the same lines when shards do it, one file after the other', async () => {
    const plan = planOf(10)
    const parts: string[] = []
    for (let i = 1; i <= 3; i++) parts.push(await run(plan, { range: shardRange(pointCount(plan), i, 3) }))
    expect(parts.join('')).toBe(await run(plan))
  })

  it('that is aborted leaves whole lines, and can be gone on with', async () => {
    const plan = planOf(30)
    const resultFile = newFile()
    const end = new AbortController()
    const onProgress = ({ done }: { done: number }): void => {
      if (done >= 10) end.abort()
    }
    const options = { backend: new ShuffledBackend(3), resultFile, signal: end.signal, onProgress }
    const { done, points } = await runSweep(plan, options)
    expect(done).toBeGreaterThanOrEqual(10)
    expect(done).toBeLessThan(points)
    expect(readFileSync(resultFile, 'utf8').split('\n')).toHaveLength(done + 1)
    expect(await run(plan, { resultFile })).toBe(await run(plan))
  })

  it('ends with the point that cannot be measured, and keeps those before it', async () => {
    const resultFile = newFile()
    const options = { backend: new ShuffledBackend(1, 1), resultFile }
    await expect(runSweep(planOf(80, 1), options)).rejects.toThrow('point 66 (seed 1, {"x":66}): 66 cannot be')
    expect(readFileSync(resultFile, 'utf8').trimEnd().split('\n')).toHaveLength(66)
  })

  it('writes nothing after its end, even if a batch comes back then', async () => {
    const answers: (() => void)[] = []
    const backend: Backend = {
      depth: 2,
      batchMs: 0,
      measure: (asked, points) =>
        answers.length > 0
          ? Promise.reject(new Error('no luck'))
          : new Promise((resolve) => answers.push(() => resolve(measurePoints(asked, points)))),
      close: () => Promise.resolve(),
    }
    const written: string[] = []
    const options = { backend, signal: new AbortController().signal, write: (lines: string) => written.push(lines) }
    await expect(new OrderedRun(planOf(2), { from: 0, to: 4 }, options).run()).rejects.toThrow('no luck')
    answers[0]?.()
    await new Promise((resolve) => setImmediate(resolve))
    expect(answers).toHaveLength(1)
    expect(written).toEqual([])
  })
})

describe('a result file', () => {
  it('of another sweep is not touched, unless it shall be begun anew', async () => {
    const resultFile = newFile()
    const other = await run(planOf(5), { resultFile, fresh: true })
    await expect(run(planOf(5, 3), { resultFile })).rejects.toThrow(`${resultFile}:3: is not a line of this sweep`)
    expect(readFileSync(resultFile, 'utf8')).toBe(other)
    expect(await run(planOf(5, 3), { resultFile, fresh: true })).toBe(await run(planOf(5, 3)))
  })

  it('with more lines than points, or with a line that is no JSON, is refused', async () => {
    const resultFile = newFile()
    await run(planOf(2), { resultFile })
    appendFileSync(resultFile, '{"point":4}\n')
    await expect(run(planOf(2), { resultFile })).rejects.toThrow(`${resultFile}:5: is not a line of this sweep`)
    truncateSync(resultFile, readFileSync(resultFile, 'utf8').indexOf('\n') - 1)
    appendFileSync(resultFile, '\n')
    await expect(run(planOf(2), { resultFile })).rejects.toThrow(`${resultFile}:1: is not a line of this sweep`)
  })

  it('that is nothing of ours is not touched, even if it has no line break', async () => {
    for (const foreign of ['{"all":"my data"}', 'x', '{"point":0,"task":"other"']) {
      const resultFile = newFile()
      writeFileSync(resultFile, foreign)
      await expect(run(planOf(2), { resultFile })).rejects.toThrow(`${resultFile}:1: is not a line of this sweep`)
      expect(readFileSync(resultFile, 'utf8')).toBe(foreign)
    }
    const whole = newFile()
    const lines = await run(planOf(2), { resultFile: whole })
    appendFileSync(whole, 'and more')
    await expect(run(planOf(2), { resultFile: whole })).rejects.toThrow(`${whole}:5: is not a line of this sweep`)
    expect(readFileSync(whole, 'utf8')).toBe(`${lines}and more`)
  })

  it('is written by one process at a time; the lock of a dead one does not matter', async () => {
    const resultFile = newFile()
    const lock = `${resultFile}.lock`
    const first = run(planOf(2), { resultFile })
    await expect(run(planOf(2), { resultFile })).rejects.toThrow(`is being written by process ${process.pid}`)
    await first
    writeFileSync(lock, `1@another-${hostname()}`)
    await expect(run(planOf(2), { resultFile })).rejects.toThrow('remove')
    writeFileSync(lock, '') // between being made and being signed
    await expect(run(planOf(2), { resultFile })).rejects.toThrow(
      'is being written by a process that has only just begun',
    )
    writeFileSync(lock, `4194304@${hostname()}`) // above the greatest pid of Linux
    await run(planOf(2), { resultFile })
    expect(existsSync(lock)).toBe(false)
  })

  it('that cannot be written is named', async () => {
    await expect(run(planOf(2), { resultFile: join(folder, 'no', 'such') })).rejects.toThrow('cannot be written')
  })
})

describe('the size of a batch', () => {
  it('is one until something is known, then what makes it worth its way, within bounds', () => {
    const sizer = new BatchSizer(100)
    expect(sizer.size).toBe(1)
    sizer.learn(1, 10)
    expect(sizer.size).toBe(10)
    for (let i = 0; i < 100; i++) sizer.learn(10, 2000)
    expect(sizer.size).toBe(1)
    for (let i = 0; i < 100; i++) sizer.learn(10, 0)
    expect(sizer.size).toBe(100)
  })
})
