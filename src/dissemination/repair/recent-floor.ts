/** The numbers of an author's posts by when they were published, no finer than this, ms. */
const STEP_MS = 1000

/** Which of an author's own posts are young: from when on who did not know the author yet should have heard of it. */
export class RecentFloor {
  readonly #keepMs: number
  readonly #steps: { readonly at: number; readonly sequence: number }[] = []
  #last = 0

  constructor(keepMs: number) {
    this.#keepMs = keepMs
  }

  /** Numbers the next post. @returns its number, and the least of those published within the time, its own at the most */
  next(now: number): { readonly sequence: number; readonly floor: number } {
    const sequence = ++this.#last
    const latest = this.#steps.at(-1)
    if (latest === undefined || now - latest.at >= STEP_MS) this.#steps.push({ at: now, sequence })
    while (now - (this.#steps[0]?.at ?? now) > this.#keepMs) this.#steps.shift()
    return { sequence, floor: this.#steps[0]?.sequence ?? sequence }
  }
}
