/** What a property demands: its kind is part of a violation's fingerprint. */
export type InvariantKind = 'always' | 'never' | 'eventually' | 'sometimes'

/** Something that must hold throughout a run, or by its end. `S` is what it looks at: the simulation. */
export interface Invariant<S> {
  /** Stable: a failing run is recognised by it. */
  readonly name: string
  /** Default 'always'. */
  readonly kind?: InvariantKind
  /** @returns what is wrong, or undefined if all is well; it must not change anything */
  check(sim: S): string | undefined
  /** Likewise at the end of the run (`Simulation.finish`). */
  atEnd?(sim: S): string | undefined
  /** How often it is checked, in virtual ms; without it, after each event in which a node's stack emitted something. */
  readonly everyMs?: number
}

/** What a violation is recognised by, whatever its details: the kind of property and its name. */
export function fingerprintOf(invariant: { readonly name: string; readonly kind?: InvariantKind }): string {
  return `${invariant.kind ?? 'always'}/${invariant.name}`
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
  /** Equal for two violations of the same property. */
  readonly fingerprint: string

  constructor(
    invariant: { readonly name: string; readonly kind?: InvariantKind },
    detail: string,
    at: number,
    seed: number,
  ) {
    super(`${invariant.name}: ${detail} (at ${at} ms, seed ${seed})`)
    this.invariant = invariant.name
    this.fingerprint = fingerprintOf(invariant)
    this.detail = detail
    this.at = at
    this.seed = seed
  }
}
