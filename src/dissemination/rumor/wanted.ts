import type { PeerId } from '../../core/env.ts'

/** Who told of a rumour, and how far that node was with it. */
export interface Announcer {
  readonly peer: PeerId
  readonly counter: number
}

interface Wish {
  readonly announcers: Announcer[]
  /** How many of them have been asked. */
  asked: number
  askedIn: number
}

/** Rumours that were told of by number, and whose payload has been asked for: bounded, also for each who tells of some. */
export class Wanted {
  readonly #wishes = new Map<number, Wish>()
  /** By the first who told of them: how many. */
  readonly #first = new Map<PeerId, number>()

  get size(): number {
    return this.#wishes.size
  }

  has(id: number): boolean {
    return this.#wishes.has(id)
  }

  /** Somebody tells of a rumour whose payload is not here. @returns whether it is to be asked for it now */
  note(id: number, announcer: Announcer, cycle: number): boolean {
    const wish = this.#wishes.get(id)
    if (wish !== undefined) {
      const isNew = wish.announcers.every(({ peer }) => peer !== announcer.peer)
      if (isNew && wish.announcers.length < MOST_ANNOUNCERS) wish.announcers.push(announcer)
      return false
    }
    const own = this.#first.get(announcer.peer) ?? 0
    if (own >= MOST_OF_ONE || this.#wishes.size >= MOST_WANTED) return false // who tells of so much has not got it
    this.#first.set(announcer.peer, own + 1)
    this.#wishes.set(id, { announcers: [announcer], asked: 1, askedIn: cycle })
    return true
  }

  /** Whether this peer has been asked for it. */
  isAsked(id: number, peer: PeerId): boolean {
    const wish = this.#wishes.get(id)
    return wish?.announcers.slice(0, wish.asked).some((announcer) => announcer.peer === peer) ?? false
  }

  /** It is here. @returns who has told of it */
  take(id: number): readonly Announcer[] {
    const wish = this.#wishes.get(id)
    if (wish === undefined) return []
    this.#wishes.delete(id)
    const { peer } = wish.announcers[0] as Announcer
    const left = (this.#first.get(peer) ?? 1) - 1
    if (left > 0) this.#first.set(peer, left)
    else this.#first.delete(peer)
    return wish.announcers
  }

  /** A cycle begins. @returns who is to be asked for what, since whoever was asked has not sent it */
  turn(cycle: number): { readonly peer: PeerId; readonly id: number }[] {
    const next: { peer: PeerId; id: number }[] = []
    for (const [id, wish] of this.#wishes) {
      if (cycle - wish.askedIn < PATIENCE_CYCLES) continue
      const announcer = wish.announcers[wish.asked]
      wish.asked++
      wish.askedIn = cycle
      if (announcer === undefined)
        this.take(id) // the next who tells of it begins anew
      else next.push({ peer: announcer.peer, id })
    }
    return next
  }
}

/** How long one is waited for. */
const PATIENCE_CYCLES = 2
const MOST_ANNOUNCERS = 4
/** The last of them is asked so long after it told of the rumour. */
export const LAST_ASKED_CYCLES: number = PATIENCE_CYCLES * MOST_ANNOUNCERS
const MOST_OF_ONE = 128
const MOST_WANTED = 4096
