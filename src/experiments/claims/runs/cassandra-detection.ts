import { PER_LN10 } from '../../../base/logarithm.ts'
import { deriveSeed, Rng, unit } from '../../../base/rng.ts'
import { chooseOthers } from '../../spreading/choose-others.ts'
import { quantile } from '../../measure.ts'

/** Cassandra's initial interval, in gossip intervals: twice its second (FailureDetector.java, INITIAL_VALUE_NANOS). */
const INITIAL = 2
/** Longer intervals are not recorded (FailureDetector.java, MAX_INTERVAL_IN_NANO). */
const MAX_RECORDED = 2
const WARM_UP = 60
/** After the crash until the last news of the dead has settled. */
const SETTLING = 40

/** When the members convict one that crashed, in gossip intervals after the crash. */
export interface Detection {
  readonly first: number
  readonly median: number
  /** 99 % of the members have convicted it by then. */
  readonly nearlyAll: number
  /** Mean interval between two news of the same member, as the members measured it. */
  readonly meanInterval: number
}

/**
 * The mean intervals after which φ passes a threshold: φ · ln 10, as φ = t / mean · 1 / ln 10 (FailureDetector.java,
 * PHI_FACTOR).
 */
export function convictionInMeans(threshold: number): number {
  return threshold / PER_LN10
}

/**
 * Follows one member's heartbeat through n members in which each exchanges with one random other once per interval, at
 * a phase of its own, and both keep the newer version. Then the member crashes, and every other convicts it by φ.
 * Seeds and unreachable members are left out: they add less than one exchange per interval.
 */
export function detectCrash(n: number, threshold: number, seed: number): Detection {
  const views = new HeartbeatViews(n, seed)
  for (let round = 0; round < WARM_UP; round++) views.round(round, true)
  const crash = WARM_UP
  for (let round = crash; round < crash + SETTLING; round++) views.round(round, false)
  const means = views.means()
  const convictions = means.map((mean, i) => (views.lastNews[i + 1] as number) + convictionInMeans(threshold) * mean)
  const after = convictions.map((at) => at - crash)
  return {
    first: Math.min(...after),
    median: quantile(after, 0.5),
    nearlyAll: quantile(after, 0.99),
    meanInterval: means.reduce((sum, mean) => sum + mean, 0) / means.length,
  }
}

/** What every member knows of member 0's heartbeat, and when it last heard something new. */
class HeartbeatViews {
  readonly lastNews: Float64Array
  readonly #n: number
  readonly #version: Int32Array
  readonly #sum: Float64Array
  readonly #count: Int32Array
  /** Members in the order of their phases. */
  readonly #order: readonly { readonly member: number; readonly phase: number }[]
  readonly #random: () => number
  readonly #partner = [0]

  constructor(n: number, seed: number) {
    const rng = new Rng(deriveSeed(seed, n))
    this.#n = n
    this.#random = () => rng.next()
    this.#version = new Int32Array(n)
    this.lastNews = new Float64Array(n).fill(Number.NaN)
    this.#sum = new Float64Array(n).fill(INITIAL)
    this.#count = new Int32Array(n).fill(1)
    const members = Array.from({ length: n }, (_, member) => ({ member, phase: unit(this.#random) }))
    this.#order = members.toSorted((a, b) => a.phase - b.phase)
  }

  /** One interval: each member's exchange at its phase. Member 0 beats at its own, while it lives. */
  round(round: number, isAlive: boolean): void {
    for (const { member, phase } of this.#order) {
      if (member === 0 && !isAlive) continue
      if (member === 0) this.#version[0] = round + 1
      chooseOthers(this.#random, this.#n, member, this.#partner)
      const partner = this.#partner[0] as number
      if (partner === 0 && !isAlive) continue
      this.#exchange(member, partner, round + phase)
    }
  }

  /** The mean interval of each member but the first. */
  means(): number[] {
    return Array.from(this.#sum.subarray(1), (sum, i) => sum / (this.#count[i + 1] as number))
  }

  #exchange(a: number, b: number, at: number): void {
    const newest = Math.max(this.#version[a] as number, this.#version[b] as number)
    for (const member of [a, b]) if ((this.#version[member] as number) < newest) this.#hear(member, newest, at)
  }

  #hear(member: number, version: number, at: number): void {
    this.#version[member] = version
    const interval = at - (this.lastNews[member] as number)
    this.lastNews[member] = at
    if (!(interval <= MAX_RECORDED)) return // too long, or the first news
    this.#sum[member] = (this.#sum[member] as number) + interval
    this.#count[member] = (this.#count[member] as number) + 1
  }
}
