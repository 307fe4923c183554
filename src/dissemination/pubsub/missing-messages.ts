import type { PeerId, TimerId } from '../../core/env.ts'
import type { MessageId } from './messages.ts'

/** A message that was announced and has not come. */
export interface Missing {
  readonly id: MessageId
  readonly topic: string
  /** Who has it and has not been asked. */
  readonly announcers: PeerId[]
  timer: TimerId
}

/** Messages that are waited for, by their id and by the number that their timer has. Bounded. */
export class MissingMessages {
  readonly #byId = new Map<MessageId, number>()
  readonly #byKey = new Map<number, Missing>()
  #lastKey = 0

  get size(): number {
    return this.#byKey.size
  }

  get(id: MessageId): Missing | undefined {
    return this.#byKey.get(this.#byId.get(id) ?? -1)
  }

  at(key: number): Missing | undefined {
    return this.#byKey.get(key)
  }

  /** A further announcer of what is missing already. @returns whether it is */
  addAnnouncer(id: MessageId, peer: PeerId): boolean {
    const announcers = this.get(id)?.announcers
    if (announcers === undefined) return false
    if (announcers.length < MOST_ANNOUNCERS && !announcers.includes(peer)) announcers.push(peer)
    return true
  }

  /** @param startTimer given the timer's key; not called if too much is missing: whoever announces that has not got it */
  add(id: MessageId, topic: string, announcer: PeerId, startTimer: (key: number) => TimerId): void {
    if (this.#byKey.size >= MOST_MISSING) return
    const key = (this.#lastKey = (this.#lastKey + 1) % 0x40000000)
    this.#byId.set(id, key)
    this.#byKey.set(key, { id, topic, announcers: [announcer], timer: startTimer(key) })
  }

  /** It has come, or is given up. */
  remove(id: MessageId): Missing | undefined {
    const key = this.#byId.get(id)
    if (key === undefined) return undefined
    const missing = this.#byKey.get(key)
    this.#byId.delete(id)
    this.#byKey.delete(key)
    return missing
  }
}

/** Who is remembered to have a message. */
const MOST_ANNOUNCERS = 16
/** Messages that are waited for at once. */
const MOST_MISSING = 10_000
