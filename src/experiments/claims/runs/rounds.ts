import { ln } from '../../../base/logarithm.ts'
import { deriveSeed, Rng } from '../../../base/rng.ts'
import type { Measurement } from '../../experiment.ts'
import { meanOf } from '../../measure.ts'
import { type Calls, SynchronousSpread } from '../../spreading/synchronous-spread.ts'

/** News among n members until all know, often. */
export interface RoundsOptions {
  readonly n: number
  readonly calls: Calls
  readonly fanout?: number
  readonly seed: number
  readonly runs: number
}

/** What came of it, over the runs. */
export interface Rounds {
  readonly rounds: Measurement
  /** Transmissions per member until all know, with a stop that only an onlooker could give. */
  readonly messagesPerMember: Measurement
}

/** Measures rounds and transmissions until all know. */
export function measureRounds({ n, calls, fanout = 1, seed, runs }: RoundsOptions): Rounds {
  const all = Array.from({ length: runs }, (_, run) => {
    const rng = new Rng(deriveSeed(seed, n, fanout, run))
    const spread = new SynchronousSpread({ n, calls, fanout, random: () => rng.next() })
    return { rounds: spread.runToEnd(), messages: spread.messages / n }
  })
  return {
    rounds: meanOf(all.map(({ rounds }) => rounds)),
    messagesPerMember: meanOf(all.map(({ messages }) => messages)),
  }
}

/** The logarithm to base 2. */
export function log2(x: number): number {
  return ln(x) / ln(2)
}

/** log2 n + ln n: push (Frieze and Grimmett 1985, Pittel 1987), up to a constant near 1. */
export function pushLaw(n: number): number {
  return log2(n) + ln(n)
}

/** log2 n + log2 ln n: pull, up to a constant near 1. */
export function pullLaw(n: number): number {
  return log2(n) + log2(ln(n))
}

/** log3 n + log2 ln n: push-pull (Karp et al. 2000), up to a constant near 0. */
export function pushPullLaw(n: number): number {
  return ln(n) / ln(3) + log2(ln(n))
}
