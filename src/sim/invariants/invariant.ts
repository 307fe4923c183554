/** Something that must hold throughout a run. `S` is what it looks at: the simulation. */
export interface Invariant<S> {
  readonly name: string
  /** @returns what is wrong, or undefined if all is well; it must not change anything */
  check(sim: S): string | undefined
  /** How often it is checked, in virtual ms; without it, after each event in which a node's stack emitted something. */
  readonly everyMs?: number
}

/** An invariant did not hold. The seed and the time are all that is needed to see it again. */
export class InvariantError extends Error {
  override readonly name: string = 'InvariantError'
  /** The invariant's name. */
  readonly invariant: string
  /** What its check said. */
  readonly detail: string
  /** Virtual milliseconds. */
  readonly at: number
  readonly seed: number

  constructor(invariant: string, detail: string, at: number, seed: number) {
    super(`${invariant}: ${detail} (at ${at} ms, seed ${seed})`)
    this.invariant = invariant
    this.detail = detail
    this.at = at
    this.seed = seed
  }
}
