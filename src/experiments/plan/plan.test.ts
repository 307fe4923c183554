import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import type { Settings } from './candidates.ts'
import type { Conditions } from './conditions.ts'
import { liveThrough } from './life.ts'
import type { LiveThrough } from './life-threads.ts'
import { type Effort, measureSettings, type Performance } from './measure-settings.ts'
import { quantileOf, rateOf } from './order-statistics.ts'
import { planAsConfig } from './plan-text.ts'
import { FULL, searchPlan, type SearchOptions } from './search.ts'
import { judgeTargets } from './verdict.ts'

const CONDITIONS: Conditions = { nodes: 100, loss: 0.01, latencyMs: 1, churnPerHour: 0 }

/** What a cluster does that follows formulas exactly. */
function performanceOf({ probeIntervalMs = 1000, suspicionMult = 4, gossipIntervalMs = 200 }: Settings): Performance {
  const exactly = (value: number): { value: number; low: number; high: number } => ({ value, low: value, high: value })
  const detect = 1.5 * probeIntervalMs + suspicionMult * 2 * probeIntervalMs
  return {
    detectP50Ms: exactly(detect),
    detectP99Ms: exactly(detect),
    killP50Ms: exactly(detect / 3),
    killP99Ms: exactly(detect / 3),
    falseDeathsPerDay: exactly(0),
    bytesPerSecond: exactly(110_000 / probeIntervalMs),
    eventP50Ms: exactly(gossipIntervalMs),
    eventP99Ms: exactly(gossipIntervalMs),
    samples: { detectMs: [detect], killMs: [detect / 3], eventMs: [gossipIntervalMs], bytesPerSecond: [1] },
  }
}

function options(): SearchOptions {
  return {
    runs: 1,
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
    const measure: SearchOptions['measure'] = (settings, _conditions, { deaths }) => {
      const late = deaths === FULL.deaths ? 20_000 : 1000
      return Promise.resolve({ ...performanceOf(settings), detectP99Ms: { value: late, low: late, high: late } })
    }
    const { isFeasible, contradiction } = await searchPlan(
      CONDITIONS,
      { detectP99Ms: 10_000 },
      { ...options(), measure },
    )
    expect([isFeasible, contradiction]).toEqual([false, expect.stringContaining('simulated for longer')])
  })

  it('looks further, with formulas set right, where they were too hopeful', async () => {
    const twice = (settings: Settings): Performance => {
      const { detectP99Ms } = performanceOf(settings)
      const value = 2.5 * detectP99Ms.value
      return { ...performanceOf(settings), detectP99Ms: { value, low: value, high: value } }
    }
    const measure: SearchOptions['measure'] = (settings) => Promise.resolve(twice(settings))
    const { isFeasible, tried } = await searchPlan(CONDITIONS, { detectP99Ms: 3000 }, { ...options(), measure })
    expect(isFeasible).toBe(true)
    expect(tried.length).toBeGreaterThan(9)
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
    await expect(
      searchPlan({ ...CONDITIONS, nodes: 2, churnPerHour: 60 }, { detectP99Ms: 1 }, options()),
    ).rejects.toThrow('nodes, with churn, is 2, but must be from 3 to 2000')
    expect((await searchPlan({ ...CONDITIONS, latencyMs: 1250 }, { detectP99Ms: 1e6 }, options())).isFeasible).toBe(
      true,
    )
  })
})

/** Threads need compiled code: test/verify/plan.ts has them. */
const here: LiveThrough = (order, tellDone) => Promise.resolve(liveThrough(order, tellDone))
const EFFORT: Effort = { runs: 1, deaths: 3, kills: 3, events: 3, seed: 5, progress: () => {} }
const FEW: Conditions = { ...CONDITIONS, nodes: 20 }

describe('measured settings', () => {
  it('come from clusters of the code that ships, the same for the same seed', async () => {
    const slow = await measureSettings({}, FEW, EFFORT, here)
    const quick = await measureSettings({ swim: { probeIntervalMs: 200, probeTimeoutMs: 100 } }, FEW, EFFORT, here)
    expect(quick.detectP50Ms.value).toBeLessThan(slow.detectP50Ms.value / 2)
    expect(quick.bytesPerSecond.value).toBeGreaterThan(slow.bytesPerSecond.value)
    expect(slow.eventP99Ms.value).toBeGreaterThan(0)
    expect(await measureSettings({}, FEW, EFFORT, here)).toEqual(slow)
  })

  it('do not depend on the order in which clusters end', async () => {
    const waiting: (() => void)[] = []
    const reversed: LiveThrough = (order, tellDone) =>
      new Promise((resolve) => {
        waiting.unshift(() => resolve(liveThrough(order, tellDone)))
        if (waiting.length === 3) for (const end of waiting) end()
      })
    const effort = { ...EFFORT, runs: 3, deaths: 1, kills: 0 }
    expect(await measureSettings({}, FEW, effort, reversed)).toEqual(await measureSettings({}, FEW, effort, here))
  })

  it('find a process that dies on a living host sooner than a host', async () => {
    const { killP50Ms, detectP50Ms } = await measureSettings({}, FEW, EFFORT, here)
    expect(killP50Ms.value).toBeLessThan(detectP50Ms.value)
  })

  it('send more where members come and go', async () => {
    const [calm, churned] = await Promise.all(
      [0, 300].map((churnPerHour) => measureSettings({}, { ...FEW, churnPerHour }, EFFORT, here)),
    )
    expect(churned?.bytesPerSecond.value).toBeGreaterThan(1.1 * (calm?.bytesPerSecond.value ?? 0))
    expect(churned?.samples.detectMs).toHaveLength(3)
  })

  it('wait for no newcomer that nobody knows yet', async () => {
    const effort = { ...EFFORT, runs: 4, deaths: 4, events: 30 }
    const { samples } = await measureSettings({}, { ...FEW, nodes: 40, churnPerHour: 1200 }, effort, here)
    const missed = samples.eventMs.filter((ms) => ms >= 5000) // gossip misses one delivery in about 3,000
    expect(missed.length).toBeLessThanOrEqual(samples.eventMs.length / 40)
    expect(Math.max(...samples.detectMs)).toBeLessThan(60_000)
  })

  it('send heartbeats too where nodes have them, and find a dead host sooner', async () => {
    const probes = await measureSettings({}, FEW, EFFORT, here)
    const both = await measureSettings({ accrual: {} }, FEW, EFFORT, here)
    expect(both.bytesPerSecond.value).toBeGreaterThan(1.2 * probes.bytesPerSecond.value)
    expect(both.detectP99Ms.value).toBeLessThan(probes.detectP99Ms.value)
  })

  it('tell what share is done', async () => {
    const told: number[] = []
    await measureSettings({}, { ...FEW, nodes: 3 }, { ...EFFORT, runs: 2, progress: (done) => told.push(done) }, here)
    expect(told).toEqual(told.toSorted((a, b) => a - b))
    expect(told.at(-1)).toBe(1)
  })

  it('of the smallest clusters are told too', async () => {
    const effort = { ...EFFORT, runs: 1, deaths: 3, kills: 0, events: 1 }
    for (const nodes of [2, 3]) {
      const { detectP99Ms } = await measureSettings({}, { ...FEW, nodes }, effort, here)
      expect(detectP99Ms.n).toBe(3)
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
