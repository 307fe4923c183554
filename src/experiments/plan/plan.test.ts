import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Settings } from './candidates.ts'
import type { Conditions } from './conditions.ts'
import { measureSettings, type Performance } from './measure-settings.ts'
import { quantileOf, rateOf } from './order-statistics.ts'
import { planAsConfig } from './plan-text.ts'
import { searchPlan, type SearchOptions } from './search.ts'
import { judgeTargets } from './verdict.ts'

const CONDITIONS: Conditions = { nodes: 100, loss: 0.01, latencyMs: 1 }

/** What a cluster does that follows formulas exactly. */
function performanceOf({ probeIntervalMs = 1000, suspicionMult = 4, gossipIntervalMs = 200 }: Settings): Performance {
  const exactly = (value: number): { value: number; low: number; high: number } => ({ value, low: value, high: value })
  const detect = 1.5 * probeIntervalMs + suspicionMult * 2 * probeIntervalMs
  return {
    detectP50Ms: exactly(detect),
    detectP99Ms: exactly(detect),
    falseDeathsPerDay: exactly(0),
    bytesPerSecond: exactly(110_000 / probeIntervalMs),
    eventP50Ms: exactly(gossipIntervalMs),
    eventP99Ms: exactly(gossipIntervalMs),
  }
}

function options(): SearchOptions {
  return {
    seed: 1,
    runs: 1,
    signal: new AbortController().signal,
    progress: () => {},
    measure: (settings) => Promise.resolve(performanceOf(settings)),
  }
}

describe('a plan', () => {
  it('keeps memberlist’s settings where they do', async () => {
    const { isFeasible, chosen } = await searchPlan(CONDITIONS, { detectP99Ms: 20_000 }, options())
    expect(isFeasible).toBe(true)
    expect(chosen.settings).toMatchObject({ probeIntervalMs: 1000, suspicionMult: 4, gossipIntervalMs: 200 })
  })

  it('probes more often where detection must be quick, within the bytes that it may use', async () => {
    const targets = { detectP99Ms: 3000, bytesPerSecond: 1000 }
    const { isFeasible, chosen } = await searchPlan(CONDITIONS, targets, options())
    expect(isFeasible).toBe(true)
    expect(chosen.performance.detectP99Ms.value).toBeLessThanOrEqual(3000)
    expect(chosen.performance.bytesPerSecond.value).toBeLessThanOrEqual(1000)
  })

  it('says which targets stand against one another, and shows what comes nearest', async () => {
    const targets = { detectP99Ms: 1500, bytesPerSecond: 50 }
    const { isFeasible, contradiction, tried } = await searchPlan(CONDITIONS, targets, options())
    expect(isFeasible).toBe(false)
    expect(contradiction).toMatch(/detectP99Ms|bytesPerSecond/)
    expect(tried.length).toBeGreaterThan(0)
  })

  it('without a false death, which is asked for, is judged by the other targets', async () => {
    let late = 10_000
    const measure: SearchOptions['measure'] = (settings) => {
      late -= 1000
      return Promise.resolve({ ...performanceOf(settings), detectP99Ms: { value: late, low: late, high: late } })
    }
    const targets = { detectP99Ms: 100, falseDeathsPerDay: 0 }
    const { chosen, tried } = await searchPlan(CONDITIONS, targets, { ...options(), measure })
    expect(tried.length).toBeGreaterThan(1)
    expect(chosen).toBe(tried.at(-1))
  })

  it('says so if a longer simulation takes back what a short one promised', async () => {
    let measured = 0
    const measure: SearchOptions['measure'] = (settings) => {
      const late = ++measured % 2 === 0 ? 20_000 : 1000
      return Promise.resolve({ ...performanceOf(settings), detectP99Ms: { value: late, low: late, high: late } })
    }
    const { isFeasible, contradiction } = await searchPlan(
      CONDITIONS,
      { detectP99Ms: 10_000 },
      { ...options(), measure },
    )
    expect([isFeasible, contradiction]).toEqual([false, expect.stringContaining('simulated for longer')])
  })

  it('is a configuration file that the agent reads', async () => {
    const result = await searchPlan(CONDITIONS, { detectP99Ms: 5000 }, options())
    expect(parse(planAsConfig(result))).toEqual({ profile: 'lan', swim: result.chosen.settings })
  })

  it('is refused for what cannot be', async () => {
    await expect(searchPlan({ ...CONDITIONS, loss: 0.9 }, { detectP99Ms: 1 }, options())).rejects.toThrow(
      'loss is 0.9, but must be from 0 to 0.5',
    )
    await expect(searchPlan(CONDITIONS, {}, options())).rejects.toThrow('at least one target')
    await expect(searchPlan({ ...CONDITIONS, latencyMs: 1251 }, { detectP99Ms: 1 }, options())).rejects.toThrow(
      'latency is 1251, but must be from 0 to 1250',
    )
    expect((await searchPlan({ ...CONDITIONS, latencyMs: 1250 }, { detectP99Ms: 1e6 }, options())).isFeasible).toBe(
      true,
    )
  })
})

describe('measured settings', () => {
  it('come from clusters of the code that ships, the same for the same seed', async () => {
    const effort = { runs: 1, deaths: 3, events: 3, seed: 5, signal: new AbortController().signal, progress: () => {} }
    const conditions = { ...CONDITIONS, nodes: 20 }
    const slow = await measureSettings({}, conditions, effort)
    const quick = await measureSettings({ probeIntervalMs: 200, probeTimeoutMs: 100 }, conditions, effort)
    expect(quick.detectP50Ms.value).toBeLessThan(slow.detectP50Ms.value / 2)
    expect(quick.bytesPerSecond.value).toBeGreaterThan(slow.bytesPerSecond.value)
    expect(slow.eventP99Ms.value).toBeGreaterThan(0)
    expect(await measureSettings({}, conditions, effort)).toEqual(slow)
  })

  it('of the smallest clusters are told too: one of two hosts dies', async () => {
    const effort = { runs: 1, deaths: 3, events: 1, seed: 5, signal: new AbortController().signal, progress: () => {} }
    for (const nodes of [2, 3]) {
      const { detectP99Ms } = await measureSettings({}, { ...CONDITIONS, nodes }, effort)
      expect(detectP99Ms.n).toBe(1)
      expect(detectP99Ms.value).toBeGreaterThan(1000)
    }
  })
})

describe('intervals', () => {
  it('of quantiles are order statistics around them', () => {
    const values = Array.from({ length: 1000 }, (_, i) => i + 1)
    // P(B < 469) and P(B ≥ 532) are both 2.3 % for a binomial of 1000 and a half
    expect(quantileOf(values, 0.5)).toEqual({ value: 500, low: 469, high: 532, n: 1000 })
    expect(quantileOf(values, 0.99).value).toBe(990)
    expect(quantileOf([], 0.5).value).toBeNaN()
  })

  it('of quantiles have no end where the values are too few to tell', () => {
    const dozen = Array.from({ length: 12 }, (_, i) => i + 1)
    expect(quantileOf(dozen, 0.99)).toEqual({ value: 12, low: 11, high: Number.POSITIVE_INFINITY, n: 12 })
    expect(quantileOf(dozen, 0.01)).toEqual({ value: 1, low: Number.NEGATIVE_INFINITY, high: 2, n: 12 })
    const performance = { ...performanceOf({}), detectP99Ms: quantileOf(dozen, 0.99) }
    expect(judgeTargets(performance, { detectP99Ms: 20 })[0]?.verdict).toBe('likely')
  })

  it('of rates hold where nothing was seen', () => {
    expect(rateOf(0, 1)).toMatchObject({ value: 0, low: 0 })
    expect(rateOf(0, 1).high).toBeCloseTo(3.69, 1)
    expect(rateOf(10, 1).low).toBeCloseTo(4.8, 1)
    expect(rateOf(10, 1).high).toBeCloseTo(18.4, 1)
  })

  it('decide a target only where chance does not', () => {
    const performance = {
      ...performanceOf({}),
      detectP99Ms: { value: 5, low: 4, high: 6 },
    }
    const verdictAt = (detectP99Ms: number): unknown => judgeTargets(performance, { detectP99Ms })[0]?.verdict
    expect([6, 5, 4, 3].map(verdictAt)).toEqual(['met', 'likely', 'unlikely', 'missed'])
  })
})
