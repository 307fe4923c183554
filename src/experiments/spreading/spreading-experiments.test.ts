import { describe, expect, it } from 'vitest'
import { demersRumor } from './demers-rumor.ts'
import type { Experiment } from '../experiment.ts'
import { infectAndDie } from './infect-and-die.ts'
import { judge } from '../judge.ts'
import { medianCounter } from './median-counter.ts'
import { spreadingRounds } from './spreading-rounds.ts'

const EXPERIMENTS: readonly Experiment[] = [demersRumor, spreadingRounds, medianCounter, infectAndDie]
const SMALL = 0.05

describe.each(EXPERIMENTS)('$id', (experiment) => {
  it('measures at a small scale what its claims speak of', { timeout: 60_000 }, async () => {
    const progress: number[] = []
    const context = { scale: SMALL, seed: 5, signal: new AbortController().signal }
    const measured = await experiment.run({ ...context, progress: (done) => progress.push(done) })
    const judged = judge(experiment, measured)
    expect(judged.every(({ measured: { value } }) => !Number.isNaN(value))).toBe(true)
    expect(progress.every((done, i) => done >= (progress[i - 1] ?? 0) && done <= 1)).toBe(true)
    // Bands are made for the full scale; at a small one most must hold all the same.
    expect(judged.filter(({ isInBand }) => isInBand).length).toBeGreaterThan(judged.length / 2)
  })

  it('measures the same from the same seed, and something else from another', { timeout: 60_000 }, async () => {
    const run = (seed: number): Promise<unknown> =>
      experiment.run({ scale: 1e-6, seed, signal: new AbortController().signal, progress: () => {} })
    const first = await run(5)
    expect(await run(5)).toEqual(first)
    expect(await run(6)).not.toEqual(first)
  })

  it('gives every claim a name of its own', () => {
    const ids = experiment.claims.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
  })

  it('ends when it is told to', async () => {
    const reason = new Error('enough')
    const context = { scale: 1, seed: 5, signal: AbortSignal.abort(reason), progress: () => {} }
    await expect(experiment.run(context)).rejects.toBe(reason)
  })
})
