import { ln } from '../../base/logarithm.ts'
import { normal } from '../../base/normal.ts'
import { unit } from '../../base/rng.ts'

/** The moments of a link over which heartbeats go. */
export interface WanMoments {
  readonly sentMeanMs: number
  readonly sentDeviationMs: number
  readonly delayMeanMs: number
  readonly delayDeviationMs: number
  /** Chance that a burst of losses begins at a heartbeat. */
  readonly burstChance: number
  /** Chance that a burst is a long one, and the mean lengths of both kinds, in heartbeats. */
  readonly longShare: number
  readonly shortBurst: number
  readonly longBurst: number
}

/**
 * Heartbeats over a link: sending times with jitter, normal delays, and losses in bursts, by a Gilbert model with two
 * bad states, since one geometric length cannot have the mean and the spread of the measured one.
 */
export class WanLink {
  sent = 0
  lost = 0
  bursts = 0
  longest = 0
  readonly #moments: WanMoments
  readonly #random: () => number
  #sentAt = 0
  #arrivedAt = Number.NEGATIVE_INFINITY
  #lossesLeft = 0

  constructor(moments: WanMoments, random: () => number) {
    this.#moments = moments
    this.#random = random
  }

  /** When the next heartbeat arrives that is neither lost nor overtaken. */
  next(): number {
    for (;;) {
      const at = this.#send()
      if (at === undefined || at <= this.#arrivedAt) continue
      this.#arrivedAt = at
      return at
    }
  }

  /** @returns when it arrives; undefined if it is lost */
  #send(): number | undefined {
    const { sentMeanMs, sentDeviationMs, delayMeanMs, delayDeviationMs } = this.#moments
    this.#sentAt += sentMeanMs + sentDeviationMs * normal(this.#random)
    this.sent++
    if (this.#lossesLeft === 0 && unit(this.#random) < this.#moments.burstChance) this.#beginBurst()
    if (this.#lossesLeft === 0) return this.#sentAt + Math.max(0, delayMeanMs + delayDeviationMs * normal(this.#random))
    this.#lossesLeft--
    this.lost++
    return undefined
  }

  #beginBurst(): void {
    const { longShare, longBurst, shortBurst } = this.#moments
    const mean = unit(this.#random) < longShare ? longBurst : shortBurst
    this.#lossesLeft = this.#geometric(mean)
    this.bursts++
    this.longest = Math.max(this.longest, this.#lossesLeft)
  }

  /** 1, 2, 3… with the given mean. */
  #geometric(mean: number): number {
    return 1 + Math.floor(ln(1 - unit(this.#random)) / ln(1 - 1 / mean))
  }
}
