import { describe, expect, it } from 'vitest'
import type { Measurements } from '../../experiment.ts'
import { convictionInMeans, detectCrash } from './cassandra-detection.ts'
import { removalRun } from './consul-runs.ts'
import { largeMessageRun } from './large-message.ts'
import { measureRounds, pullLaw, pushLaw, pushPullLaw } from './rounds.ts'
import { rumourResidueRun, stoppingRateRun } from './rumour-residue.ts'
import { crashTimes } from './swim-times.ts'

function value(figures: Measurements, name: string): number {
  return figures[name]?.value ?? Number.NaN
}

describe('a crash in Cassandra', () => {
  it('is convicted after 18.42 mean intervals at the default φ', () => {
    expect(convictionInMeans(8)).toBeCloseTo(18.42, 2)
  })

  it('is known to the first before it is known to half and to nearly all, the later the higher φ is', () => {
    const [low, high] = [detectCrash(200, 2, 1), detectCrash(200, 8, 1)]
    for (const { first, median, nearlyAll } of [low, high]) {
      expect(first).toBeLessThan(median)
      expect(median).toBeLessThan(nearlyAll)
    }
    expect(low.first).toBeLessThan(high.first)
    expect(low.nearlyAll).toBeLessThan(high.nearlyAll)
  })

  it('is not convicted before φ allows it, and news comes about once an interval', () => {
    const { first, meanInterval } = detectCrash(200, 8, 2)
    expect(first).toBeGreaterThan(convictionInMeans(8) * 0.8)
    expect(meanInterval).toBeGreaterThan(1)
    expect(meanInterval).toBeLessThan(1.5)
  })

  it('takes the same course with the same seed', () => {
    expect(detectCrash(100, 8, 3)).toEqual(detectCrash(100, 8, 3))
    expect(detectCrash(100, 8, 3)).not.toEqual(detectCrash(100, 8, 4))
  })
})

describe('a removal within some seconds', () => {
  it('follows memberlist’s suspicion: 12 s among 1000', () => {
    expect(crashTimes(1000, 1)).toMatchObject({ suspicion: 12, probe: 1, least: 13 })
  })

  it('is impossible, possible or usual, by the time that it may take', () => {
    expect([5, 15, 60].map((seconds) => removalRun(1000, seconds).run(1).verdict)).toEqual([
      'wrong',
      'plausible',
      'right',
    ])
  })

  it('names the greatest cluster in which it is possible', () => {
    const { figures } = removalRun(128, 10).run(1)
    const n = value(figures, 'greatest n whose least is in time')
    expect(crashTimes(n, 1).least).toBeLessThanOrEqual(10)
    expect(crashTimes(n + 1, 1).least).toBeGreaterThan(10)
  })
})

describe('rounds until all know', () => {
  it('are what theory says, give or take its constant', () => {
    const rounds = (calls: 'push' | 'pull' | 'push-pull'): number =>
      measureRounds({ n: 1000, calls, seed: 1, runs: 100 }).rounds.value
    expect(Math.abs(rounds('push') - pushLaw(1000) - 1.15)).toBeLessThan(0.5)
    expect(Math.abs(rounds('pull') - pullLaw(1000) - 1)).toBeLessThan(0.5)
    expect(Math.abs(rounds('push-pull') - pushPullLaw(1000))).toBeLessThan(0.3)
  })
})

describe('a rumour', () => {
  it('leaves what Demers and others measured: 18 %, 3.7 % and 1.1 %', () => {
    const { figures } = rumourResidueRun.run(1)
    expect(value(figures, 'never hear it, k = 1')).toBeCloseTo(0.18, 1)
    expect(Math.abs(value(figures, 'never hear it, k = 2') - 0.037)).toBeLessThan(0.004)
    expect(Math.abs(value(figures, 'never hear it, k = 3') - 0.011)).toBeLessThan(0.002)
  })

  it('that were dropped at a constant rate would leave a fifth', () => {
    expect(value(stoppingRateRun.run(1).figures, 'never hear it, constant rate')).toBeCloseTo(0.203, 3)
  })
})

describe('a large message down a tree', () => {
  it('takes two rounds a block, and two more a level', () => {
    const { figures } = largeMessageRun.run(1)
    expect(value(figures, 'rounds among 15')).toBe(2 * 100 + 2 * 2)
    expect(value(figures, 'rounds among 4095')).toBe(2 * 100 + 2 * 10)
  })
})
