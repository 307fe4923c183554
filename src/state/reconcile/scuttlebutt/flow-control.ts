import type { Rates } from './messages.ts'
import type { FlowOptions } from './options.ts'

/**
 * How fast this node may update (section 4 of the paper): what all may do together rises a little with each exchange in
 * which everything fits, and falls by a share with each in which it does not; and two that meet divide what they have.
 */
export class FlowControl {
  readonly #options: FlowOptions
  #rate: number
  #wanted = 0
  #offered = 0
  #saved: number
  #savedAt: number

  constructor(options: FlowOptions, now: number) {
    this.#options = options
    this.#rate = options.rate
    this.#saved = options.burst
    this.#savedAt = now
  }

  /** Updates per second that are allowed, and those that the application has lately asked for. */
  get rates(): Rates {
    return { rate: this.#rate, wanted: this.#wanted }
  }

  /** The application asks for an update, allowed or not. */
  offer(): void {
    this.#offered++
  }

  /** A period of `ms` is over: what was asked for in it counts, and what waits is asked for still. */
  onPeriod(ms: number, waiting: number): void {
    const perSecond = (1000 * Math.max(this.#offered, waiting)) / ms
    this.#wanted += (perSecond - this.#wanted) * WEIGHT
    this.#offered = 0
  }

  /** Spends what was saved for one update. @returns whether there was enough */
  take(now: number): boolean {
    this.#save(now)
    if (this.#saved < 1) return false
    this.#saved--
    return true
  }

  /** Milliseconds until there is enough for one more. */
  msUntilNext(now: number): number {
    this.#save(now)
    return this.#saved >= 1 ? 0 : (1000 * (1 - this.#saved)) / this.#rate
  }

  /** An exchange had room for everything, or not (section 4.2). */
  adapt(isCut: boolean, participants: number, now: number): void {
    if (isCut) this.#become(this.#rate * this.#options.decrease, now)
    // a rate that is not used says nothing about what the cluster bears
    else if (2 * this.#wanted >= this.#rate) this.#become(this.#rate + this.#options.increase / participants, now)
  }

  /** Divides what both are allowed (section 4.1). @returns what the other one wins by it */
  divide(theirs: Rates, now: number): number {
    if (!areSound(theirs)) return 0
    const ours = this.rates
    const own = ownShare(ours, theirs)
    this.#become(own, now)
    return ours.rate - this.#rate
  }

  /** The other one has divided. */
  gain(amount: number, now: number): void {
    if (Number.isFinite(amount)) this.#become(this.#rate + amount, now)
  }

  #become(rate: number, now: number): void {
    this.#save(now) // by the rate of until now
    this.#rate = Math.min(this.#options.mostRate, Math.max(this.#options.leastRate, rate))
  }

  #save(now: number): void {
    const saved = this.#saved + ((now - this.#savedAt) * this.#rate) / 1000
    this.#saved = Math.min(this.#options.burst, saved)
    this.#savedAt = now
  }
}

/** What weight the last period has among those before it. */
const WEIGHT = 0.25

/**
 * What one of two may do out of what both may: as much as it wants and half of what is left, if there is enough for both;
 * else half, unless one wants less than that.
 */
export function ownShare(own: Rates, other: Rates): number {
  const sum = own.rate + other.rate
  const left = sum - own.wanted - other.wanted
  if (left >= 0) return own.wanted + left / 2
  if (own.wanted < sum / 2) return own.wanted
  return other.wanted < sum / 2 ? sum - other.wanted : sum / 2
}

function areSound({ rate, wanted }: Rates): boolean {
  return Number.isFinite(rate) && rate >= 0 && Number.isFinite(wanted) && wanted >= 0
}
