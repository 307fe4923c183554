import type { Env, PeerId, TimerId } from '../../core/env.ts'

/** What bounds requests. */
export interface RequestLimits {
  /** How long one who was asked has to answer, ms. */
  readonly requestTimeoutMs: number
  /** Messages that are wanted at once. */
  readonly mostWanted: number
  /** Of these, that one peer has announced. */
  readonly mostAnnounced: number
  /** Requests that one peer has not answered. */
  readonly mostInFlight: number
}

/** A message that was announced and is not here. */
interface Want {
  /** Who has it and has not been asked. */
  readonly announcers: PeerId[]
  /** Who has been asked; undefined while all who have it have enough to do. */
  asked: PeerId | undefined
  timer: TimerId
}

/** What one peer has to do with what is wanted. */
interface Supplier {
  /** Requests that it has not answered. */
  inFlight: number
  /** What it has announced and has not been asked for. */
  announced: number
  /** What waits until it, or another who has it, has less to do. */
  readonly stalled: Set<number>
}

/**
 * Who is asked for what: each message of one announcer at a time; the next one's turn comes when an answer takes too long
 * or is no. (Bitcoin Core's TxRequestTracker, of which the bounds are too.)
 */
export class Requests {
  readonly #env: Env
  readonly #timerKind: number
  readonly #limits: RequestLimits
  readonly #ask: (peer: PeerId, id: number) => void
  readonly #wants = new Map<number, Want>()
  readonly #suppliers = new Map<PeerId, Supplier>()
  #timeouts = 0

  /**
   * @param timerKind of the time-outs, whose key is the message; give them to `onTimer`
   * @param ask sends a request
   */
  constructor(env: Env, timerKind: number, limits: RequestLimits, ask: (peer: PeerId, id: number) => void) {
    this.#env = env
    this.#timerKind = timerKind
    this.#limits = limits
    this.#ask = ask
  }

  /** Messages that are wanted. */
  get size(): number {
    return this.#wants.size
  }

  /** Requests that were not answered in time. */
  get timeouts(): number {
    return this.#timeouts
  }

  has(id: number): boolean {
    return this.#wants.has(id)
  }

  /** Who has been asked for a message. */
  askedFor(id: number): PeerId | undefined {
    return this.#wants.get(id)?.asked
  }

  /** Requests that a peer has not answered. */
  inFlight(peer: PeerId): number {
    return this.#suppliers.get(peer)?.inFlight ?? 0
  }

  /** Whether a peer has announced a message, and was not asked for it yet. */
  hasAnnounced(peer: PeerId, id: number): boolean {
    return this.#wants.get(id)?.announcers.includes(peer) === true
  }

  /** A peer has a message that is not here. @returns false if a bound keeps us from remembering it */
  announced(peer: PeerId, id: number): boolean {
    if (!this.#note(peer, id)) return false
    if (this.#wants.get(id)?.asked === undefined) this.#next(id)
    return true
  }

  /** A peer is sending a message that nobody has been asked for: as if it had been. @returns false if another has, or a bound is met */
  takes(peer: PeerId, id: number): boolean {
    const asked = this.#wants.get(id)?.asked
    if (asked !== undefined) return asked === peer
    if (!this.#note(peer, id)) return false
    this.#expect(peer, id, this.#wants.get(id) as Want)
    return true
  }

  /** A peer has answered, and there is more to come: its time begins anew. */
  goesOn(id: number): void {
    const want = this.#wants.get(id)
    if (want?.asked === undefined) return
    this.#env.clearTimer(want.timer)
    want.timer = this.#env.setTimer(this.#limits.requestTimeoutMs, this.#timerKind, id)
  }

  onTimer(id: number): void {
    this.#timeouts++
    this.#pass(id)
  }

  /** Who has been asked says no, or something else: the next one's turn. */
  refused(peer: PeerId, id: number): void {
    const want = this.#wants.get(id)
    if (want?.asked !== peer) return
    this.#env.clearTimer(want.timer)
    this.#pass(id)
  }

  /** The message is here, or unwanted. */
  done(id: number): void {
    const want = this.#wants.get(id)
    if (want === undefined) return
    this.#wants.delete(id)
    for (const peer of want.announcers) this.#unnote(peer, id)
    if (want.asked === undefined) return
    this.#env.clearTimer(want.timer)
    this.#release(want.asked)
  }

  /** A peer is out of reach. */
  forget(peer: PeerId): void {
    const supplier = this.#suppliers.get(peer)
    if (supplier === undefined) return
    supplier.inFlight = Number.POSITIVE_INFINITY // asked for nothing more
    for (const [id, want] of this.#wants) {
      const at = want.announcers.indexOf(peer)
      if (at !== -1) want.announcers.splice(at, 1)
      if (want.asked === peer) this.refused(peer, id)
      else if (want.asked === undefined) this.#next(id)
    }
    this.#suppliers.delete(peer)
  }

  #note(peer: PeerId, id: number): boolean {
    const want = this.#wants.get(id)
    if (want?.asked === peer || want?.announcers.includes(peer) === true) return true
    const supplier = this.#supplier(peer)
    if (supplier.announced >= this.#limits.mostAnnounced) return false
    if (want === undefined) {
      if (this.#wants.size >= this.#limits.mostWanted) return false
      this.#wants.set(id, { announcers: [peer], asked: undefined, timer: 0 })
    } else {
      if (want.announcers.length >= MOST_ANNOUNCERS) return false
      want.announcers.push(peer)
    }
    supplier.announced++
    return true
  }

  #unnote(peer: PeerId, id: number): void {
    const supplier = this.#supplier(peer)
    supplier.announced--
    supplier.stalled.delete(id)
    this.#tidy(peer, supplier)
  }

  /** Who was asked has not brought it. */
  #pass(id: number): void {
    const want = this.#wants.get(id)
    if (want?.asked === undefined) return
    const { asked } = want
    want.asked = undefined
    this.#next(id)
    this.#release(asked)
  }

  /** Asks the first announcer that has not too much to do. */
  #next(id: number): void {
    const want = this.#wants.get(id)
    if (want === undefined) return
    if (want.announcers.length === 0) {
      this.#wants.delete(id) // the next announcement begins anew
      return
    }
    const peer = want.announcers.find((announcer) => this.inFlight(announcer) < this.#limits.mostInFlight)
    if (peer === undefined) {
      for (const announcer of want.announcers) this.#supplier(announcer).stalled.add(id)
      return
    }
    this.#expect(peer, id, want)
    this.#ask(peer, id)
  }

  #expect(peer: PeerId, id: number, want: Want): void {
    for (const announcer of want.announcers) this.#supplier(announcer).stalled.delete(id)
    want.announcers.splice(want.announcers.indexOf(peer), 1)
    want.asked = peer
    want.timer = this.#env.setTimer(this.#limits.requestTimeoutMs, this.#timerKind, id)
    const supplier = this.#supplier(peer)
    supplier.announced--
    supplier.inFlight++
  }

  /** One who was asked has less to do. */
  #release(peer: PeerId): void {
    const supplier = this.#suppliers.get(peer)
    if (supplier === undefined) return
    supplier.inFlight--
    const [stalled] = supplier.stalled
    if (stalled !== undefined) {
      supplier.stalled.delete(stalled)
      this.#next(stalled)
    }
    this.#tidy(peer, supplier)
  }

  #supplier(peer: PeerId): Supplier {
    let supplier = this.#suppliers.get(peer)
    if (supplier === undefined) {
      supplier = { inFlight: 0, announced: 0, stalled: new Set() }
      this.#suppliers.set(peer, supplier)
    }
    return supplier
  }

  /** A peer that has nothing to do with us is not remembered. */
  #tidy(peer: PeerId, { inFlight, announced }: Supplier): void {
    if (inFlight === 0 && announced === 0) this.#suppliers.delete(peer)
  }
}

/** Who is remembered to have a message. */
const MOST_ANNOUNCERS = 16
