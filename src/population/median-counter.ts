import type { Interest } from './crowd.ts'

/**
 * Karp, Schindelhauer, Shenker, Vöcking, "Randomized rumor spreading", FOCS 2000, section 3: the median counter
 * algorithm. A node that knows is in state B-1, B-2, …, then C, then D.
 *
 * - B-m becomes B-(m+1) after a round in which it met more nodes in B-m' with m' ≥ m, or in C, than others: those that
 *   did not know, were in B-m' with m' < m, or in D. Beyond B-ctrMax it is C.
 * - C speaks for ctrMax + 1 rounds more, then is D and silent.
 * - Who hears from nodes in B begins in B-1; who hears from nodes in C only begins in C.
 */
export class MedianCounter implements Interest {
  readonly #ctrMax: number
  /** 0: does not know; 1 … ctrMax: B; above: C, by how many rounds it has spoken; SILENT: D. */
  readonly #state: Uint8Array
  /** Partners of this round that are as far or further, minus those that are not. */
  readonly #ahead: Int32Array
  /** Whether somebody in B told a node that does not know. */
  readonly #heardB: Uint8Array
  /** Whether a round is over: who began before knows from the start, and was told by nobody. */
  #hasBegun = false

  constructor(ctrMax: number, nodes: number) {
    this.#ctrMax = ctrMax
    this.#state = new Uint8Array(nodes)
    this.#ahead = new Int32Array(nodes)
    this.#heardB = new Uint8Array(nodes)
  }

  sent(from: number, to: number): void {
    const own = this.#state[from] as number
    const other = this.#state[to] as number
    if (own > this.#ctrMax) return
    if (other === 0) this.#heardB[to] = 1
    const isAhead = other >= own && other !== SILENT
    this.#ahead[from] = (this.#ahead[from] as number) + (isAhead ? 1 : -1)
  }

  begins(node: number): void {
    this.#state[node] = this.#heardB[node] === 1 || !this.#hasBegun ? 1 : this.#ctrMax + 1
  }

  goesOn(node: number): boolean {
    this.#hasBegun = true
    const state = this.#state[node] as number
    const rises = state > this.#ctrMax || (this.#ahead[node] as number) > 0
    this.#ahead[node] = 0
    if (!rises) return true
    const isSilent = state > 2 * this.#ctrMax
    this.#state[node] = isSilent ? SILENT : state + 1
    return !isSilent
  }
}

const SILENT = 255
