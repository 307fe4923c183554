import { below } from '../../../base/rng.ts'
import { CycleContacts } from './cycle-contacts.ts'
import { Interest, type StoppingRule } from './interest.ts'

/**
 * Coin (Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987, section 1.4): interest is
 * lost with chance 1/k; blind after every cycle, with feedback after each in which the rumour was told to some, all of
 * whom knew it.
 * @param random uint32
 */
export function coinRule(k: number, isBlind: boolean, random: () => number): StoppingRule {
  return { needsFeedback: !isBlind, needsStates: false, begin: () => new CoinInterest(k, isBlind, random) }
}

class CoinInterest extends Interest {
  readonly #k: number
  readonly #isBlind: boolean
  readonly #random: () => number
  readonly #contacts = new CycleContacts()

  constructor(k: number, isBlind: boolean, random: () => number) {
    super()
    this.#k = k
    this.#isBlind = isBlind
    this.#random = random
  }

  override contact(isNeeded: boolean): void {
    this.#contacts.add(isNeeded)
  }

  goesOn(): boolean {
    const isTossed = this.#contacts.take() === 'needless' || this.#isBlind
    return !isTossed || below(this.#random, this.#k) !== 0
  }
}
