import type { PeerId } from '../../core/env.ts'
import type { LogState } from './messages.ts'

/** From `first` to `last`, both included. */
export interface Range {
  readonly first: number
  readonly last: number
}

/** So far ahead of the first hole nothing is kept apart: what is missing behind that is given up. */
export const MOST_AHEAD = 4096

/** What has arrived of one author's posts on one topic. */
export class SenderLog {
  /** A number for timers. */
  readonly id: number
  readonly topic: string
  readonly origin: number
  /** As the author calls itself; empty until a post of its has come. */
  author = ''
  /** As the latest post says: the least number that is young. */
  floor = 1
  /** When something was new here last, ms. */
  activeAt: number
  /** Who told of posts that are missing here. */
  informant: PeerId | undefined
  /** When posts were asked for last, ms. */
  askedAt: number = Number.NEGATIVE_INFINITY
  /** Whether a timer runs that will ask. */
  isAsking = false
  /** Posts that others can have from here, by number, as they were published. */
  readonly kept: Map<number, Uint8Array> = new Map()
  readonly #ahead = new Set<number>()
  /** Up to this number nothing was waited for when the log began. */
  readonly begin: number
  /** What of that came nevertheless. */
  readonly #early = new Set<number>()
  #through: number
  #known: number
  #holeSince = 0

  /** @param through up to this number nothing is waited for */
  constructor(id: number, topic: string, origin: number, through: number, now: number) {
    this.id = id
    this.topic = topic
    this.origin = origin
    this.activeAt = now
    this.#through = through
    this.#known = through
    this.begin = through
  }

  /** All up to this number have arrived or were given up. */
  get through(): number {
    return this.#through
  }

  get hasHoles(): boolean {
    return this.#through < this.#known
  }

  /** When the first of the present holes was seen, or became the first, ms. */
  get holeSince(): number {
    return this.#holeSince
  }

  has(sequence: number): boolean {
    return sequence <= this.#through || this.#ahead.has(sequence)
  }

  /**
   * Whether a post is new although nobody waits for it: on its way when the log began, it was overtaken by the word of
   * it. If so it counts as arrived.
   */
  takeEarly(sequence: number): boolean {
    if (sequence > this.begin || this.#early.has(sequence) || this.#early.size >= MOST_AHEAD) return false
    this.#early.add(sequence)
    return true
  }

  /** A post has arrived. */
  add(sequence: number, now: number): void {
    if (sequence <= this.#through) return
    const { hasHoles } = this
    this.#ahead.add(sequence)
    this.#known = Math.max(this.#known, sequence)
    this.#advance(now)
    if (!hasHoles) this.#holeSince = now
  }

  /** Somebody has posts up to this number. */
  note(sequence: number, now: number): void {
    if (!this.hasHoles) this.#holeSince = now
    this.#known = Math.max(this.#known, sequence)
  }

  /** What is missing, in order, up to `most` ranges. */
  holes(most: number): Range[] {
    const present = [...this.#ahead].sort((a, b) => a - b)
    const holes: Range[] = []
    let first = this.#through + 1
    for (const sequence of [...present, this.#known + 1]) {
      if (holes.length < most && sequence > first) holes.push({ first, last: sequence - 1 })
      first = sequence + 1
    }
    return holes
  }

  /** Gives up the first hole, or all that is missing before a number. @returns what will not come */
  giveUp(now: number, before: number = this.#firstAhead()): Range[] {
    const lost = this.holes(Number.POSITIVE_INFINITY).filter(({ first }) => first < before)
    this.#through = Math.max(this.#through, before - 1)
    for (const sequence of this.#ahead) if (sequence <= this.#through) this.#ahead.delete(sequence)
    this.#holeSince = now
    this.#advance(now)
    return lost.map(({ first, last }) => ({ first, last: Math.min(last, before - 1) }))
  }

  /** What is so far behind that it must be given up; undefined if nothing is. */
  get tooFarBehind(): number | undefined {
    const least = this.#known - MOST_AHEAD
    return this.#through < least ? least + 1 : undefined
  }

  /** As a digest tells it. */
  state(): LogState {
    let greatest = this.#through
    for (const sequence of this.#ahead) greatest = Math.max(greatest, sequence)
    const { topic, origin, through, floor } = this
    return { topic, origin, through, greatest, floor }
  }

  #firstAhead(): number {
    let least = this.#known + 1
    for (const sequence of this.#ahead) least = Math.min(least, sequence)
    return least
  }

  #advance(now: number): void {
    while (this.#ahead.delete(this.#through + 1)) {
      this.#through++
      this.#holeSince = now
    }
    this.#known = Math.max(this.#known, this.#through)
  }
}
