import { deriveSeed } from '../../base/rng.ts'
import type { Measurement } from '../experiment.ts'
import { meanOf } from '../measure.ts'
import type { Conditions } from './conditions.ts'
import type { Happenings, LifeFigures, LifeOrder } from './life.ts'
import type { LiveThrough } from './life-threads.ts'
import type { NodeSettings } from './living-cluster.ts'
import { quantileOf, rateOf } from './order-statistics.ts'

/** What settings do, with what chance leaves open. */
export interface Performance {
  readonly detectP50Ms: Measurement
  readonly detectP99Ms: Measurement
  /** Of processes that die on living hosts, whose refusals are evidence. */
  readonly killP50Ms: Measurement
  readonly killP99Ms: Measurement
  readonly falseDeathsPerDay: Measurement
  readonly bytesPerSecond: Measurement
  readonly eventP50Ms: Measurement
  readonly eventP99Ms: Measurement
  /** Every single value, so that what another cluster will do can be predicted from them. */
  readonly samples: Samples
}

/** What was measured, value by value. */
export interface Samples {
  readonly detectMs: readonly number[]
  readonly killMs: readonly number[]
  readonly eventMs: readonly number[]
  /** One value for each cluster. */
  readonly bytesPerSecond: readonly number[]
}

/** How much to simulate. */
export interface Effort extends Happenings {
  /** Clusters, each from a seed of its own. */
  readonly runs: number
  readonly seed: number
  /** Told what share is done, from 0 to 1. */
  readonly progress: (done: number) => void
}

/**
 * Runs clusters of the code that ships, under these settings and conditions. The result depends on the seed alone, not
 * on who lives through them, nor on the order in which they end.
 * @throws what `live` rejects with
 */
export async function measureSettings(
  settings: NodeSettings,
  conditions: Conditions,
  effort: Effort,
  live: LiveThrough,
): Promise<Performance> {
  const { deaths, kills, events, runs, seed, progress } = effort
  const done = new Array<number>(runs).fill(0)
  const lives = done.map((_, i) => {
    const order: LifeOrder = { settings, conditions, happenings: { deaths, kills, events }, seed: deriveSeed(seed, i) }
    return live(order, (share) => {
      done[i] = share
      progress(done.reduce((sum, one) => sum + one, 0) / runs)
    })
  })
  return performanceOf(await Promise.all(lives))
}

function performanceOf(lives: readonly LifeFigures[]): Performance {
  const samples: Samples = {
    detectMs: lives.flatMap((life) => life.detectMs),
    killMs: lives.flatMap((life) => life.killMs),
    eventMs: lives.flatMap((life) => life.eventMs),
    bytesPerSecond: lives.map((life) => life.bytesPerSecond),
  }
  const total = (of: (life: LifeFigures) => number): number => lives.reduce((sum, life) => sum + of(life), 0)
  return {
    detectP50Ms: quantileOf(samples.detectMs, 0.5),
    detectP99Ms: quantileOf(samples.detectMs, 0.99),
    killP50Ms: quantileOf(samples.killMs, 0.5),
    killP99Ms: quantileOf(samples.killMs, 0.99),
    falseDeathsPerDay: rateOf(
      total((life) => life.falseDeaths),
      total((life) => life.memberDays),
    ),
    bytesPerSecond: meanOf(samples.bytesPerSecond),
    eventP50Ms: quantileOf(samples.eventMs, 0.5),
    eventP99Ms: quantileOf(samples.eventMs, 0.99),
    samples,
  }
}
