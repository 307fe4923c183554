import { describe, expect, it } from 'vitest'
import type { Measurements } from '../experiment.ts'
import { judge, type Verdict } from '../judge.ts'
import { meanOf } from '../measure.ts'
import { phiExperiments } from './index.ts'
import { silenceUntil } from './silence.ts'
import { WanLink } from './wan-link.ts'

const SCALE = 0.01

function measure(index: number, seed: number, signal = new AbortController().signal): Promise<Measurements> {
  return phiExperiments[index]?.run({ seed, scale: SCALE, signal, progress: () => undefined }) ?? Promise.resolve({})
}

describe.each(phiExperiments.map((experiment, i) => [experiment.id, experiment, i] as const))(
  '%s',
  (_id, experiment, i) => {
    it('measures what its claims speak of, the same for the same seed', async () => {
      const first = await measure(i, 1)
      expect(first).toEqual(await measure(i, 1))
      for (const { claim, measured } of judge(experiment, first)) expect(measured.value, claim.id).not.toBeNaN()
    })

    it('has no claim that decides and cannot fail', () => {
      const verdictsOf = (value: number): Verdict[] => {
        const all = Object.fromEntries(experiment.claims.map((claim) => [claim.measure, { value }]))
        return judge(experiment, all).map(({ verdict }) => verdict)
      }
      const [low, high] = [verdictsOf(-1e9), verdictsOf(1e9)]
      for (const [n, verdict] of low.entries()) {
        if (verdict === 'holds' || verdict === 'fails') expect([verdict, high[n]]).toContain('fails')
      }
      expect([...low, ...high]).toContain('fails')
    })
  },
)

describe('experiments with φ', () => {
  it('that need little hold at a small size already', async () => {
    for (const i of [2, 3, 4]) {
      const experiment = phiExperiments[i]
      if (experiment === undefined) throw new Error('there are six experiments')
      for (const seed of [1, 2]) {
        const failed = judge(experiment, await measure(i, seed)).filter(({ verdict }) => verdict !== 'holds')
        expect(failed.map(({ claim }) => claim.id)).toEqual([])
      }
    }
  })

  it('end when they are told to', async () => {
    await expect(measure(0, 1, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    await expect(measure(1, 1, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

describe('a link over a wide area', () => {
  it('delivers in order, and loses in bursts of the lengths that it was told', () => {
    let state = 1
    const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0)
    const moments = { sentMeanMs: 100, sentDeviationMs: 1, delayMeanMs: 50, delayDeviationMs: 20 }
    const link = new WanLink({ ...moments, burstChance: 0.01, longShare: 0.1, shortBurst: 2, longBurst: 30 }, random)
    const arrivals = Array.from({ length: 200_000 }, () => link.next())
    expect(arrivals.every((at, i) => i === 0 || at > (arrivals[i - 1] as number))).toBe(true)
    expect(Math.abs(link.lost / link.bursts / 4.8 - 1)).toBeLessThan(0.2)
    expect(Math.abs(link.bursts / 2000 - 1)).toBeLessThan(0.1)
    const intervals = arrivals.slice(1).map((at, i) => at - (arrivals[i] as number))
    expect(Math.abs(meanOf(intervals).value - 104.8)).toBeLessThan(1.5)
  })
})

describe('the search for a silence', () => {
  it('finds the border within a nanosecond, or says that there is none', () => {
    expect(silenceUntil((silence) => silence >= 1234.5, 1e6)).toBeCloseTo(1234.5, 5)
    expect(silenceUntil(() => false, 1000)).toBeNaN()
  })
})
