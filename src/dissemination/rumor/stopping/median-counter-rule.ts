import { Interest, type StoppingRule } from './interest.ts'

/**
 * The median counter (Karp, Schindelhauer, Shenker, Vöcking, "Randomized rumor spreading", FOCS 2000, section 3), for
 * push-pull. A node that knows is in state B-1, B-2, …, then C, then D, in which it is silent.
 *
 * - B-m becomes B-(m+1) after a cycle in which it met more partners in B-m' with m' ≥ m, or in C, than others: those that
 *   do not know, are in B-m' with m' < m, or in D. Beyond B-ctrMax it is C.
 * - C lasts ctrMax + 1 cycles: the paper says O(ln ln n).
 * - Who hears from nodes in B begins in B-1; who hears from nodes in C only begins in C.
 */
export function medianCounterRule(ctrMax: number): StoppingRule {
  return { needsFeedback: false, needsStates: true, begin: () => new MedianInterest(ctrMax) }
}

class MedianInterest extends Interest {
  readonly #ctrMax: number
  /** Up to ctrMax: B; above: C, and for how many cycles. */
  #state = 1
  #heardB = false
  #heardC = false
  /** Partners of this cycle that are as far or further, minus those that are not. */
  #ahead = 0
  #hasBegun = false

  constructor(ctrMax: number) {
    super()
    this.#ctrMax = ctrMax
  }

  override get counter(): number {
    if (!this.#hasBegun) this.#begin()
    return this.#state
  }

  override heard(counter: number): void {
    if (counter > this.#ctrMax) this.#heardC = true
    else if (counter > 0) this.#heardB = true
  }

  override met(counter: number): void {
    this.#ahead += counter >= this.counter ? 1 : -1
  }

  goesOn(): boolean {
    const state = this.counter
    const rises = state > this.#ctrMax || this.#ahead > 0
    this.#ahead = 0
    if (rises) this.#state = state + 1
    return this.#state <= 2 * this.#ctrMax + 1
  }

  #begin(): void {
    this.#hasBegun = true
    if (this.#heardC && !this.#heardB) this.#state = this.#ctrMax + 1
  }
}
