import { RecentMap } from '../../../base/recent-map.ts'

/** What passes between a node and one neighbour, as far as it must be remembered. */
export class Link {
  readonly #most: number
  /** By number: that the neighbour has it, that it waits to be announced, or, once announced, how often it was given. */
  readonly #states: RecentMap<number, number>
  #queue: number[] = []
  /** Whether a time for the queue to go is set. */
  isTimed = false

  /** @param most numbers that are remembered, and announcements that wait */
  constructor(most: number) {
    this.#most = most
    this.#states = new RecentMap(most)
  }

  /** How many announcements wait. */
  get queued(): number {
    return this.#queue.length
  }

  /** The neighbour has it, by its own word: there is nothing to announce. */
  know(id: number): void {
    this.#states.set(id, KNOWN)
  }

  /** Announces something with what waits, unless the neighbour has it. What is too much is left to the next time. */
  queue(id: number): void {
    const state = this.#states.get(id)
    if (state === KNOWN || state === QUEUED || this.#queue.length >= this.#most) return
    this.#states.set(id, QUEUED)
    this.#queue.push(id)
  }

  /** What waits, which from now on may be asked for. */
  takeQueue(): number[] {
    const ids = this.#queue.filter((id) => this.#states.get(id) === QUEUED)
    for (const id of ids) this.#states.set(id, 0)
    this.#queue = []
    return ids
  }

  /** @returns whether the neighbour may be given it: it was announced to it, and was not asked for too often */
  serve(id: number): boolean {
    const served = this.#states.get(id)
    if (served === undefined || served < 0 || served >= MOST_SERVED) return false
    this.#states.set(id, served + 1)
    return true
  }
}

const KNOWN = -1
const QUEUED = -2
/** How often one neighbour is given the same thing for one announcement: datagrams get lost. */
const MOST_SERVED = 3
