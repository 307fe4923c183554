import { describe, expect, it } from 'vitest'
import { type Blocking, runAnomaly } from './anomaly-run.ts'
import { lifeguardClaims } from './claims.ts'
import { leastSuspicionSeconds, suspicionErrorMs, wrongRetransmitLimits } from './formulas-check.ts'
import { cellsOf, everyOtherCellOf } from './grid.ts'
import { detectionTimes } from './latency.ts'
import { lifeguard } from './lifeguard.ts'
import { lifeguardCpu } from './lifeguard-cpu.ts'
import { type VariantName, VARIANTS } from './variants.ts'

const BLOCKED = { concurrent: 4, durationMs: 16_384, intervalMs: 64 }

function run(name: VariantName, blocking: Blocking = 'mail', seed = 1): ReturnType<typeof runAnomaly> {
  return runAnomaly({ ...BLOCKED, seed, members: 24, lastsMs: 40_000, swim: VARIANTS[name], blocking })
}

describe('a run with blocked members', () => {
  it('finds false positives under SWIM, and fewer under Lifeguard', () => {
    const [swim, lifeguardRun] = [run('swim'), run('lifeguard')]
    expect(swim.falsePositives).toBeGreaterThan(swim.atHealthy)
    expect(swim.atHealthy).toBeGreaterThan(0)
    expect(lifeguardRun.falsePositives).toBeLessThan(swim.falsePositives)
    expect(swim.bytes).toBeGreaterThan(swim.messages)
  })

  it('finds none where nobody is blocked for longer than a suspicion lasts', () => {
    const short = { concurrent: 2, durationMs: 512, intervalMs: 4096 }
    const outcome = runAnomaly({
      ...short,
      seed: 1,
      members: 24,
      lastsMs: 20_000,
      swim: VARIANTS.swim,
      blocking: 'threads',
    })
    expect(outcome.falsePositives).toBe(0)
  })

  it('accuses less if the threads of blocked members stand', () => {
    expect(run('swim', 'threads').falsePositives).toBeLessThan(run('swim').falsePositives)
  })

  it('gives the same counts for the same seed', () => {
    expect(run('swim')).toEqual(run('swim'))
    expect(run('swim', 'mail', 2)).not.toEqual(run('swim'))
  })
})

describe('the grid', () => {
  it('has every combination once', () => {
    const cells = cellsOf([1, 2], [10, 20], [5])
    expect(new Set(cells.map((cell) => `${cell.concurrent}/${cell.durationMs}/${cell.intervalMs}`)).size).toBe(4)
  })

  it('can be thinned so that every value still meets half of the others', () => {
    const cells = everyOtherCellOf([1], [10, 20], [5, 6])
    expect(cells.map((cell) => `${cell.durationMs}/${cell.intervalMs}`)).toEqual(['10/5', '20/6'])
  })
})

describe('latency', () => {
  it('is the wait for a probe, its period, and the suspicion', () => {
    for (const ms of detectionTimes(1, 16, VARIANTS.swim, 3)) {
      expect(ms).toBeGreaterThan(6000) // a suspicion of 16 members lasts 6.02 s
      expect(ms).toBeLessThan(12_000)
    }
  })
})

describe('the formulas', () => {
  it("give memberlist's vectors", () => {
    expect(suspicionErrorMs()).toBeLessThanOrEqual(1)
    expect(wrongRetransmitLimits()).toBe(0)
    expect(leastSuspicionSeconds()).toBeCloseTo(8.43, 2)
  })
})

describe('the experiments', () => {
  it('run in their small form, and their claims speak of what they measure', async () => {
    const context = { seed: 1, scale: 0.03, signal: new AbortController().signal, progress: () => {} }
    const measured = await lifeguard.run(context)
    expect(lifeguardClaims.filter((claim) => measured[claim.measure] === undefined)).toEqual([])
  })

  it('starve processors', async () => {
    const context = { seed: 1, scale: 0.05, signal: new AbortController().signal, progress: () => {} }
    const measured = await lifeguardCpu.run(context)
    expect(lifeguardCpu.claims.filter((claim) => measured[claim.measure] === undefined)).toEqual([])
  })
})
