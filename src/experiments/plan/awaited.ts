import type { SerfEvent } from '../../membership/serf/events.ts'

/** An event that each of some members has yet to tell. */
export class Awaited {
  readonly #pending: Set<number>
  readonly #isIt: (event: SerfEvent) => boolean
  #toldAt: number | undefined

  constructor(members: readonly number[], isIt: (event: SerfEvent) => boolean) {
    this.#pending = new Set(members)
    this.#isIt = isIt
  }

  /** Whether all have told it that are still there. */
  get isOver(): boolean {
    return this.#pending.size === 0
  }

  /** When the last one told it that has told it, ms; undefined if nobody has. */
  get toldAt(): number | undefined {
    return this.#toldAt
  }

  /** @param at now, ms */
  onEvent(member: number, event: SerfEvent, at: number): void {
    if (!this.#pending.has(member) || !this.#isIt(event)) return
    this.#pending.delete(member)
    this.#toldAt = at
  }

  /** A member is gone and need not tell it. */
  forget(member: number): void {
    this.#pending.delete(member)
  }
}
