import type { PostEvent, PostGapEvent } from './events.ts'

/** What arrives on a topic: a post, or that some will not come. */
export type Arrival = PostEvent | PostGapEvent

/** In which order a topic's posts are handed out: as they come, each author's as published, or none before its causes. */
export type OrderName = 'none' | 'sender' | 'causal'

/** Posts that are held back at most; beyond, the longest held one is let go before its time. */
export const MOST_HELD = 10_000

/**
 * Holds back what has come too early. `sender`: posts of one author leave as it published them. `causal`: besides, none
 * leaves before those that its author had been given when it published (Lamport 1978, "happened before"; posts name
 * only what is new since their author's last one, the rest follows). Waiting ends at the latest when repair gives up.
 */
export class DeliveryOrder {
  readonly #begin: (origin: number) => number
  /** By author: up to which number its posts have been told of here. What repair has, but has not told yet, counts not. */
  readonly #told = new Map<number, number>()
  readonly #isCausal: boolean
  /** By author: what is held back, by number. */
  readonly #held = new Map<number, Map<number, Arrival>>()
  /** By author that is waited for: authors whose posts wait. */
  readonly #blocked = new Map<number, Set<number>>()
  #count = 0

  /** @param begin up to which number nothing will be told of an author of whom nothing was told yet */
  constructor(order: Exclude<OrderName, 'none'>, begin: (origin: number) => number) {
    this.#isCausal = order === 'causal'
    this.#begin = begin
  }

  /** How many posts are held back. */
  get size(): number {
    return this.#count
  }

  /** @returns what may be handed out now, in order */
  take(arrival: Arrival): Arrival[] {
    const origin = originOf(arrival)
    const { through } = arrival
    this.#tell(origin, through)
    const isAlone = !this.#held.has(origin) && !this.#blocked.has(origin)
    if (isAlone && this.#mayLeave(origin, arrival, through)) return [arrival]
    this.#hold(origin, arrival)
    const released: Arrival[] = []
    this.#release(origin, through, released)
    while (this.#count > MOST_HELD) this.#releaseOldest(released)
    return released
  }

  #tell(origin: number, through: number): void {
    this.#told.delete(origin)
    this.#told.set(origin, through)
    if (this.#told.size > MOST_HELD) this.#told.delete(this.#told.keys().next().value as number)
  }

  #through(origin: number): number {
    return this.#told.get(origin) ?? this.#begin(origin)
  }

  #hold(origin: number, arrival: Arrival): void {
    const ofOrigin = this.#held.get(origin) ?? new Map<number, Arrival>()
    this.#held.set(origin, ofOrigin.set(numberOf(arrival), arrival))
    this.#count++
  }

  /** Lets go what may of one author, and then of those who waited for it. */
  #release(first: number, through: number, released: Arrival[]): void {
    this.#releaseOf(first, through, released)
    const origins = [...this.#unblock(first)]
    for (let origin = origins.pop(); origin !== undefined; origin = origins.pop()) {
      const count = this.#count
      this.#releaseOf(origin, this.#through(origin), released)
      if (this.#count < count) origins.push(...this.#unblock(origin))
    }
  }

  #releaseOf(origin: number, through: number, released: Arrival[]): void {
    let next = this.#nextOf(origin)
    while (next !== undefined && this.#mayLeave(origin, next, through)) {
      this.#letGo(origin, next, released)
      next = this.#nextOf(origin)
    }
  }

  #letGo(origin: number, arrival: Arrival, released: Arrival[]): void {
    const ofOrigin = this.#held.get(origin)
    ofOrigin?.delete(numberOf(arrival))
    if (ofOrigin?.size === 0) this.#held.delete(origin)
    this.#count--
    released.push(arrival)
  }

  #releaseOldest(released: Arrival[]): void {
    const origin = this.#held.keys().next().value as number
    this.#letGo(origin, this.#nextOf(origin) as Arrival, released)
    this.#release(origin, this.#through(origin), released)
  }

  #unblock(origin: number): Iterable<number> {
    const blocked = this.#blocked.get(origin) ?? []
    this.#blocked.delete(origin)
    return blocked
  }

  #nextOf(origin: number): Arrival | undefined {
    const ofOrigin = this.#held.get(origin)
    return ofOrigin?.get(leastOf(ofOrigin.keys()))
  }

  #mayLeave(origin: number, arrival: Arrival, through: number): boolean {
    if (numberOf(arrival) > through) return false
    if (!this.#isCausal || arrival.type === 'post-gap') return true
    const cause = arrival.post.after.find((ref) => ref.origin !== origin && !this.#hasLeft(ref.origin, ref.sequence))
    if (cause === undefined) return true
    this.#block(cause.origin, origin)
    return false
  }

  #hasLeft(origin: number, sequence: number): boolean {
    const held = this.#held.get(origin)
    return this.#through(origin) >= sequence && (held === undefined || leastOf(held.keys()) > sequence)
  }

  #block(cause: number, origin: number): void {
    const blocked = this.#blocked.get(cause) ?? new Set<number>()
    this.#blocked.set(cause, blocked.add(origin))
  }
}

function originOf(arrival: Arrival): number {
  return arrival.type === 'post' ? arrival.post.origin : arrival.origin
}

function numberOf(arrival: Arrival): number {
  return arrival.type === 'post' ? arrival.post.sequence : arrival.first
}

function leastOf(numbers: Iterable<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const number of numbers) least = Math.min(least, number)
  return least
}
