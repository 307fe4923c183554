import { unit } from '../base/rng.ts'
import type { Interest } from './crowd.ts'
import { MedianCounter } from './median-counter.ts'
import type { StopRule } from './plan.ts'

/** The rule as a column of counters. */
export function interestOf(stop: StopRule, nodes: number, random: () => number): Interest {
  if (stop.kind === 'all-knowing') return new Tireless()
  if (stop.kind === 'median-counter') return new MedianCounter(stop.ctrMax, nodes)
  const isBlind = stop.kind.startsWith('blind')
  if (stop.kind.endsWith('coin')) return new Coin(stop.k, isBlind, nodes, random)
  return new Counter(stop.k, isBlind, nodes)
}

class Tireless implements Interest {
  sent(): void {}

  begins(): void {}

  goesOn(): boolean {
    return true
  }
}

/** What a speaker's contacts of one round showed. */
class Round {
  readonly #seen: Uint8Array

  constructor(nodes: number) {
    this.#seen = new Uint8Array(nodes)
  }

  sent(from: number, isNeeded: boolean): void {
    if (isNeeded) this.#seen[from] = NEEDED
    else if (this.#seen[from] === NO_CONTACT) this.#seen[from] = NEEDLESS
  }

  /** What the round was, and forgets it. */
  take(node: number): number {
    const seen = this.#seen[node] as number
    this.#seen[node] = NO_CONTACT
    return seen
  }
}

const NO_CONTACT = 0
const NEEDLESS = 1
const NEEDED = 2

/** Blind: after every round; with feedback: after one in which nobody needed what was sent. */
class Coin implements Interest {
  readonly #chance: number
  readonly #isBlind: boolean
  readonly #round: Round
  readonly #random: () => number

  constructor(k: number, isBlind: boolean, nodes: number, random: () => number) {
    this.#chance = 1 / k
    this.#isBlind = isBlind
    this.#round = new Round(nodes)
    this.#random = random
  }

  sent(from: number, _to: number, isNeeded: boolean): void {
    this.#round.sent(from, isNeeded)
  }

  begins(): void {}

  goesOn(node: number): boolean {
    const isTossed = this.#round.take(node) === NEEDLESS || this.#isBlind
    return !isTossed || unit(this.#random) >= this.#chance
  }
}

/** Blind: counts rounds; with feedback: rounds in a row in which nobody needed what was sent. */
class Counter implements Interest {
  readonly #k: number
  readonly #isBlind: boolean
  readonly #round: Round
  readonly #counts: Uint8Array

  constructor(k: number, isBlind: boolean, nodes: number) {
    this.#k = k
    this.#isBlind = isBlind
    this.#round = new Round(nodes)
    this.#counts = new Uint8Array(nodes)
  }

  sent(from: number, _to: number, isNeeded: boolean): void {
    this.#round.sent(from, isNeeded)
  }

  begins(): void {}

  goesOn(node: number): boolean {
    const seen = this.#round.take(node)
    const count = this.#counts[node] as number
    if (this.#isBlind || seen === NEEDLESS) this.#counts[node] = count + 1
    else if (seen === NEEDED) this.#counts[node] = 0
    return (this.#counts[node] as number) < this.#k
  }
}
