import { RecentMap } from '../../../base/recent-map.ts'

/** What passes between a node and one neighbour, as far as it must be remembered. */
export class Link {
  /** What is to be announced, oldest first. */
  readonly #queue: RecentMap<number, true>
  /** What the neighbour has, by its own word. */
  readonly #known: RecentMap<number, true>
  /** What was announced to it, and how often it was given that. */
  readonly #offered: RecentMap<number, number>
  /** Whether a time for the queue to go is set. */
  isTimed = false

  /** @param most numbers of each kind */
  constructor(most: number) {
    this.#queue = new RecentMap(most)
    this.#known = new RecentMap(most)
    this.#offered = new RecentMap(most)
  }

  /** How many announcements wait. */
  get queued(): number {
    return this.#queue.size
  }

  has(id: number): boolean {
    return this.#known.has(id)
  }

  /** The neighbour has it: there is nothing to announce. */
  know(id: number): void {
    this.#known.set(id, true)
    this.#queue.delete(id)
  }

  /** Announces something with what waits, unless the neighbour has it. */
  queue(id: number): void {
    if (!this.#known.has(id)) this.#queue.set(id, true)
  }

  /** What waits, which from now on may be asked for. */
  takeQueue(): number[] {
    const ids = [...this.#queue.keys()]
    for (const id of ids) {
      this.#queue.delete(id)
      this.#offered.set(id, 0)
    }
    return ids
  }

  /** @returns whether the neighbour may be given it: it was announced to it, and was not asked for too often */
  serve(id: number): boolean {
    const served = this.#offered.get(id)
    if (served === undefined || served >= MOST_SERVED) return false
    this.#offered.set(id, served + 1)
    return true
  }
}

/** How often one neighbour is given the same thing for one announcement: datagrams get lost. */
const MOST_SERVED = 3
