import { ln } from '../../base/logarithm.ts'
import { unit } from '../../base/rng.ts'
import { object, positive, probability, shown } from '../check.ts'
import { KeyedDraws } from './keyed-draws.ts'

/**
 * Loss in bursts: each link changes by chance between a good and a bad state, and loses at another rate in each
 * (Gilbert, BSTJ 39, 1960; Elliott, BSTJ 42, 1963).
 */
export interface BurstLoss {
  readonly kind: 'bursts'
  /** How long a link stays good, on average. */
  readonly goodMs: number
  /** How long it stays bad, on average. */
  readonly badMs: number
  /** Probability that a datagram is lost while the link is good; default 0, as in Gilbert's model. */
  readonly goodLoss?: number
  /** Likewise while it is bad; default 1. */
  readonly badLoss?: number
}

/** A probability for every datagram by itself, or bursts. */
export type Loss = number | BurstLoss

/** How likely a datagram from one node to another is lost at a tick. */
export type LossSampler = (from: number, to: number, tick: number) => number

/** @throws RangeError that names the field */
export function lossSampler(loss: Loss, seed: number, field = 'loss'): LossSampler {
  if (typeof loss !== 'number') return bursts(loss, seed, field)
  const chance = probability(loss, field)
  return () => chance
}

/**
 * The state of a link is a function of (seed, link, time) and of nothing else, so that neither the traffic nor another
 * fault moves a burst. For that, time is cut into windows of so many good-bad cycles; in each the link starts in a state
 * drawn with the long-run shares and then stays exponentially long in each state.
 */
const CYCLES_PER_WINDOW = 32
const TICKS_PER_MS = 1000

function bursts(loss: BurstLoss, seed: number, field: string): LossSampler {
  const { kind } = object(loss, field)
  if (kind !== 'bursts') throw new RangeError(`${field}.kind: there is no loss of the kind ${shown(kind)}`)
  const goodTicks = positive(loss.goodMs, `${field}.goodMs`) * TICKS_PER_MS
  const badTicks = positive(loss.badMs, `${field}.badMs`) * TICKS_PER_MS
  const goodLoss = probability(loss.goodLoss ?? 0, `${field}.goodLoss`)
  const badLoss = probability(loss.badLoss ?? 1, `${field}.badLoss`)
  const draws = new KeyedDraws(seed)
  const windowTicks = Math.ceil((goodTicks + badTicks) * CYCLES_PER_WINDOW)
  const badShare = badTicks / (goodTicks + badTicks)
  return (from, to, tick) => {
    const window = Math.floor(tick / windowTicks)
    draws.aim(from, to, window, 0)
    const random = draws.purpose(0)
    let isBad = unit(random) < badShare
    let left = tick - window * windowTicks
    for (;;) {
      left -= -ln((random() + 0.5) / 0x100000000) * (isBad ? badTicks : goodTicks)
      if (left < 0) return isBad ? badLoss : goodLoss
      isBad = !isBad
    }
  }
}
