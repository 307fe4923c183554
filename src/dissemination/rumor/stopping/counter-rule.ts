import { CycleContacts } from './cycle-contacts.ts'
import { Interest, type StoppingRule } from './interest.ts'

/**
 * Counter (Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987, section 1.4): interest is
 * lost after k cycles; with feedback only those count in which the rumour was told to some, all of whom knew it, and one
 * in which somebody needed it starts the count again. Without that the paper's tables do not come out.
 */
export function counterRule(k: number, isBlind: boolean): StoppingRule {
  return { needsFeedback: !isBlind, needsStates: false, begin: () => new CounterInterest(k, isBlind) }
}

class CounterInterest extends Interest {
  readonly #k: number
  readonly #isBlind: boolean
  readonly #contacts = new CycleContacts()
  #count = 0

  constructor(k: number, isBlind: boolean) {
    super()
    this.#k = k
    this.#isBlind = isBlind
  }

  override contact(isNeeded: boolean): void {
    this.#contacts.add(isNeeded)
  }

  goesOn(): boolean {
    const seen = this.#contacts.take()
    if (this.#isBlind || seen === 'needless') this.#count++
    else if (seen === 'needed') this.#count = 0
    return this.#count < this.#k
  }
}
