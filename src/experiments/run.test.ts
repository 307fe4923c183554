import { describe, expect, it } from 'vitest'
import { combine } from './combine.ts'
import { greatestOf, leastOf } from './measure.ts'
import type { Experiment, RunContext } from './experiment.ts'
import { isSound, runExperiments, type RunOptions } from './run.ts'

const never = new AbortController().signal

function experimentOf(id: string, run: Experiment['run']): Experiment {
  const claim = {
    id: 'c',
    text: 'x is about 2',
    measure: 'x',
    provenance: 'source',
    band: { least: 1, most: 3 },
  } as const
  return { id, title: `title of ${id}`, source: 's', parameters: {}, claims: [claim], run }
}

function options(more: Partial<RunOptions> = {}): RunOptions {
  return { seed: 7, scale: 1, runs: 1, signal: never, ...more }
}

const good = experimentOf('good', () => Promise.resolve({ x: { value: 2 } }))
const outside = experimentOf('outside', () => Promise.resolve({ x: { value: 9 } }))
const broken = experimentOf('broken', () => Promise.reject(new Error('no luck')))

describe('a run of experiments', () => {
  it('judges each, tells the one that failed and goes on', async () => {
    const run = await runExperiments([broken, good], options())
    expect(run.results).toMatchObject([
      { outcome: 'failed', error: 'no luck' },
      { outcome: 'finished', claims: [{ verdict: 'holds' }] },
    ])
    expect([run.isCancelled, isSound(run)]).toEqual([false, false])
  })

  it('is sound only if every claim that decides holds', async () => {
    expect(isSound(await runExperiments([good], options()))).toBe(true)
    expect(isSound(await runExperiments([good, outside], options()))).toBe(false)
  })

  it('tells an experiment that measured something else than it claims', async () => {
    const other = experimentOf('other', () => Promise.resolve({ y: { value: 2 } }))
    const run = await runExperiments([other], options())
    expect(run.results).toMatchObject([{ outcome: 'failed', error: expect.stringContaining('"x"') as string }])
  })

  it('keeps what is finished when it is cancelled', async () => {
    const cancel = new AbortController()
    const cancelling = experimentOf('cancelling', async ({ signal }) => {
      cancel.abort(new Error('enough'))
      signal.throwIfAborted()
      return Promise.resolve({})
    })
    const run = await runExperiments([good, cancelling, good], options({ signal: cancel.signal }))
    expect(run.results.map(({ experiment }) => experiment.id)).toEqual(['good'])
    expect(run.isCancelled).toBe(true)
  })

  it('gives the first run the seed as it is and each further one its own', async () => {
    const seeds: number[] = []
    const noting = experimentOf('noting', ({ seed }) => Promise.resolve({ x: { value: seeds.push(seed) } }))
    const { results } = await runExperiments([noting], options({ runs: 3 }))
    expect([seeds[0], new Set(seeds).size]).toEqual([7, 3])
    expect(results).toMatchObject([{ measurements: { x: { value: 2 } } }])
  })

  it('tells how far it is, over all repetitions', async () => {
    const told: number[] = []
    const telling = experimentOf('telling', ({ progress }: RunContext) => {
      progress(0.5)
      return Promise.resolve({ x: { value: 2 } })
    })
    await runExperiments([telling], options({ runs: 2, onProgress: ({ done }) => told.push(done) }))
    expect(told).toEqual([0, 0.25, 0.5, 0.75])
  })
})

describe('repeated runs', () => {
  it('combine to the extreme of extremes: a bound that one of them passed is passed', () => {
    const runs = [17, 13, 17].map((members) => ({ least: leastOf([members]), most: greatestOf([members, 1]) }))
    const together = combine(runs)
    expect(together).toEqual({
      least: { value: 13, n: 3, extreme: 'least' },
      most: { value: 17, n: 6, extreme: 'greatest' },
    })
    expect(combine([together, together])).toMatchObject({ least: { value: 13, n: 6 } })
  })

  it('combine to their mean, and the interval shrinks with the root of their number', () => {
    const runs = [1, 2, 3, 2].map((value) => ({ x: { value, low: value - 0.4, high: value + 0.8, n: 10 } }))
    const { x } = combine(runs)
    expect(x?.value).toBe(2)
    expect(x?.low).toBeCloseTo(1.8, 12)
    expect(x?.high).toBeCloseTo(2.4, 12)
    expect(x?.n).toBe(40)
  })

  it('have no interval where one of them has none', () => {
    expect(combine([{ x: { value: 1 } }, { x: { value: 3, low: 2, high: 4 } }])).toEqual({ x: { value: 2 } })
  })

  it('must have measured the same', () => {
    expect(() => combine([{ x: { value: 1 } }, {}])).toThrow('another did not')
  })
})
