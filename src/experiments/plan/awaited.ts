import type { SerfEvent } from '../../membership/serf/events.ts'

/** An event that each of some members has yet to tell. */
export class Awaited {
  readonly #pending: Set<number>
  readonly #isIt: (event: SerfEvent) => boolean
  #at: number | undefined

  constructor(members: readonly number[], isIt: (event: SerfEvent) => boolean) {
    this.#pending = new Set(members)
    this.#isIt = isIt
  }

  /** Whether all have told it that are still there. */
  get isOver(): boolean {
    return this.#pending.size === 0
  }

  /** When the last of them told it, ms; undefined while it is not over. */
  get overAt(): number | undefined {
    return this.#at
  }

  /** @param at now, ms */
  onEvent(member: number, event: SerfEvent, at: number): void {
    if (this.#pending.has(member) && this.#isIt(event)) this.forget(member, at)
  }

  /** A member has told it, or is gone and need not. */
  forget(member: number, at: number): void {
    if (this.#pending.delete(member) && this.isOver) this.#at = at
  }
}
