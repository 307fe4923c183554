import type { Event } from '../core/event.ts'

/**
 * The facts that left a node's stack and were not told yet. They are told when the handler that found them has run to
 * its end, in their order, so that a listener may call the node: what comes of that is told after what was found before.
 */
export class FactQueue {
  readonly #facts: Event[] = []
  #isTelling = false

  add(fact: Event): void {
    this.#facts.push(fact)
  }

  /** Tells what waits, and what comes of telling it. */
  tell(listener: (fact: Event) => void): void {
    if (this.#isTelling) return // a listener has called the node: whoever called the listener goes on
    this.#isTelling = true
    let told = 0
    try {
      while (told < this.#facts.length) listener(this.#facts[told++] as Event)
    } finally {
      this.#facts.splice(0, told)
      this.#isTelling = false
    }
  }
}
