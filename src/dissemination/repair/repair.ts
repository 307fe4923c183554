import { unit } from '../../base/rng.ts'
import { utf8Length } from '../../base/utf8.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { DeliveredEvent, Dissemination, NeighbourEvent, PeerSampler } from '../../core/ports.ts'
import { REPAIR_TAGS } from '../../core/tags.ts'
import type { PostEvent, PostGapEvent, RepairReadyEvent } from './events.ts'
import { KeptPosts } from './kept-posts.ts'
import type { Digest, LogState, Posts, RepairMessage, Wanted } from './messages.ts'
import { type RepairOptions, repairOptions } from './options.ts'
import { decodePost, encodePost, MOST_AFTER, MOST_TOPIC_BYTES, type Post, type PostRef } from './post.ts'
import { RecentFloor } from './recent-floor.ts'
import type { SenderLog } from './sender-log.ts'
import { SenderLogs } from './sender-logs.ts'

const TIMER = { exchange: 0, ask: 1 } as const

/** What the layer counts, for metrics. */
export interface RepairCounters {
  /** Posts that came for the first time, or were published here. */
  delivered: number
  /** Posts that came by request. */
  repaired: number
  /** Posts that came by request and were there already. */
  duplicates: number
  /** Numbers that were given up. */
  lost: number
  digests: number
  requests: number
  /** What was no post, or not of a kind that this node reads. */
  unreadable: number
}

/**
 * Anti-entropy for what is broadcast (Demers et al. 1987, section 1.5: rumours backed up by anti-entropy). Posts of one
 * author are numbered, so that a hole is seen as soon as anything after it arrives, and asked for from whoever brought
 * that; the last ones of an author are missed by exchanging digests with random partners. What cannot be had any more
 * is told as a gap.
 */
export class Repair implements Layer<RepairMessage> {
  readonly #env: Env<RepairMessage>
  readonly #below: Dissemination
  readonly #partners: PeerSampler
  readonly #options: RepairOptions
  readonly #author: string
  readonly #origin: number
  readonly #kept: KeptPosts
  readonly #logs: SenderLogs
  readonly #counters: RepairCounters = {
    delivered: 0,
    repaired: 0,
    duplicates: 0,
    lost: 0,
    digests: 0,
    requests: 0,
    unreadable: 0,
  }
  /** By topic: this node's own posts. */
  readonly #published = new Map<string, RecentFloor>()
  #isReady = false

  /**
   * @param author this node's name
   * @param below what brings posts to everybody, as a rule
   * @throws OptionError
   */
  constructor(
    env: Env<RepairMessage>,
    author: string,
    below: Dissemination,
    partners: PeerSampler,
    options: Partial<RepairOptions> = {},
  ) {
    this.#env = env
    this.#author = author
    this.#below = below
    this.#partners = partners
    this.#options = repairOptions(options)
    this.#origin = env.random() * 0x10000 + (env.random() >>> 16) // 48 bits
    this.#kept = new KeptPosts(this.#options.keepMs, this.#options.mostKeptBytes)
    this.#logs = new SenderLogs(this.#options.mostLogs, this.#kept)
  }

  get counters(): Readonly<RepairCounters> {
    return this.#counters
  }

  /** This life of the node, as an author. */
  get origin(): number {
    return this.#origin
  }

  /** Whether this node has heard from another what was published before it came. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** Bytes of posts that are kept for others. */
  get keptBytes(): number {
    return this.#kept.bytes
  }

  /**
   * Up to which number posts are told of no more, by author, to one who begins to listen to a topic now: they have been,
   * or never will be. Of an author who is not known there is nothing to wait for.
   */
  begin(topic: string): (origin: number) => number {
    const throughs = new Map<number, number>()
    for (const log of this.#logs.of(topic)) throughs.set(log.origin, log.through)
    return (origin) => throughs.get(origin) ?? this.#logs.find(topic, origin)?.begin ?? Number.POSITIVE_INFINITY
  }

  start(): void {
    this.#env.setTimer(this.#phase(), TIMER.exchange, 0)
  }

  /**
   * Publishes on a topic: every node is told by a {@link PostEvent}, this one before this method returns.
   * @param after posts of others that must be delivered before this one wherever order is causal; of more
   *   than 512 the last
   * @throws RangeError for a topic of more than 128 bytes
   */
  publish(topic: string, body: Uint8Array, after: readonly PostRef[] = []): PostRef {
    if (utf8Length(topic) > MOST_TOPIC_BYTES) throw new RangeError(`a topic of more than ${MOST_TOPIC_BYTES} bytes`)
    const [origin, author] = [this.#origin, this.#author]
    const own = this.#published.get(topic) ?? new RecentFloor(this.#options.keepMs)
    this.#published.set(topic, own)
    const { sequence, floor } = own.next(this.#env.now())
    this.#below.broadcast(encodePost({ topic, author, origin, sequence, floor, after: after.slice(-MOST_AFTER), body }))
    return { origin, sequence }
  }

  onMessage(from: PeerId, message: RepairMessage): void {
    switch (message.tag) {
      case REPAIR_TAGS.digest:
        return this.#onDigest(from, message)
      case REPAIR_TAGS.request:
        return this.#onRequest(from, message.wanted)
      default:
        return this.#onPosts(from, message)
    }
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.ask) this.#askAgain(key)
    else this.#exchange()
  }

  onEvent(event: Event): void {
    const fact = event as DeliveredEvent | NeighbourEvent
    if (fact.type === 'delivered') this.#take(fact.from, fact.payload, fact.hops)
    else if (fact.type === 'neighbour' && fact.isUp) this.#tell(fact.peer, false)
  }

  #exchange(): void {
    this.#env.setTimer(this.#options.exchangeIntervalMs * (0.5 + this.#unit()), TIMER.exchange, 0)
    this.#kept.expire(this.#env.now())
    const [partner] = this.#partners.sample(1)
    if (partner !== undefined) this.#tell(partner, false)
  }

  /** Tells a peer what was published lately, as far as it is here. */
  #tell(peer: PeerId, isAnswer: boolean): void {
    const since = this.#env.now() - this.#options.keepMs
    const recent: LogState[] = []
    for (const log of this.#logs.all()) if (log.activeAt >= since) recent.push(log.state())
    let at = 0
    do {
      const logs = recent.slice(at, (at += MOST_STATES))
      this.#counters.digests++
      this.#send(peer, { tag: REPAIR_TAGS.digest, logs, isAnswer, hasMore: at < recent.length })
    } while (at < recent.length)
  }

  #onDigest(from: PeerId, { logs, isAnswer, hasMore }: Digest): void {
    const wanted: Wanted[] = []
    for (const state of logs.slice(0, MOST_STATES)) wanted.push(...this.#compare(from, state))
    this.#request(from, wanted)
    if (hasMore) return
    if (!this.#isReady) this.#becomeReady()
    if (!isAnswer && logs.length < MOST_STATES && this.#knowsMoreThan(logs)) this.#tell(from, true)
  }

  /** What others have and we have not. A log that is new to us begins with what is young of it, or now. */
  #compare(from: PeerId, { topic, origin, greatest, floor }: LogState): Wanted[] {
    const now = this.#env.now()
    const begin = this.#isReady ? Math.min(greatest, floor - 1) : greatest
    const log = this.#logs.find(topic, origin) ?? this.#logs.open(topic, origin, begin, now)
    this.#note(log, greatest, from)
    if (!log.hasHoles || now - log.askedAt < this.#options.askAgainMs) return []
    return this.#holesOf(log)
  }

  #knowsMoreThan(logs: readonly LogState[]): boolean {
    const since = this.#env.now() - this.#options.keepMs
    const told = new Map(logs.map((state) => [`${state.origin} ${state.topic}`, state.through]))
    for (const log of this.#logs.all()) {
      const { through, topic, origin, activeAt } = log
      if (activeAt >= since && through > (told.get(`${origin} ${topic}`) ?? 0)) return true
    }
    return false
  }

  #becomeReady(): void {
    this.#isReady = true
    const event: RepairReadyEvent = { type: 'repair-ready' }
    this.#env.emit(event)
  }

  #onRequest(from: PeerId, wanted: readonly Wanted[]): void {
    let room = MOST_ANSWER_BYTES
    let posts: Uint8Array[] = []
    for (const post of this.#wantedPosts(wanted.slice(0, MOST_RANGES))) {
      if (post.length > room) break
      room -= post.length
      posts.push(post)
      if (posts.length < MOST_POSTS && sizeOfAll(posts) < MESSAGE_BYTES) continue
      this.#send(from, { tag: REPAIR_TAGS.posts, posts })
      posts = []
    }
    if (posts.length > 0) this.#send(from, { tag: REPAIR_TAGS.posts, posts })
  }

  /** The posts that are here of those that are wanted: as many steps as are kept, whatever is asked for. */
  *#wantedPosts(wanted: readonly Wanted[]): Iterable<Uint8Array> {
    for (const { topic, origin, first, last } of wanted) {
      const kept = this.#logs.find(topic, origin)?.kept
      if (kept === undefined) continue
      if (last - first > kept.size) {
        for (const [sequence, post] of kept) if (sequence >= first && sequence <= last) yield post
        continue
      }
      for (let sequence = first; sequence <= last; sequence++) {
        const post = kept.get(sequence)
        if (post !== undefined) yield post
      }
    }
  }

  #onPosts(from: PeerId, { posts }: Posts): void {
    for (const post of posts.slice(0, MOST_POSTS)) this.#take(from, post, undefined)
  }

  #take(from: PeerId, bytes: Uint8Array, hops: number | undefined): void {
    const post = decodePost(bytes)
    if (post === undefined) {
      this.#counters.unreadable++
      return
    }
    const { topic, origin, sequence, floor } = post
    const now = this.#env.now()
    const begin = this.#isReady && origin !== this.#origin ? floor - 1 : sequence - 1
    const log = this.#logs.find(topic, origin) ?? this.#logs.open(topic, origin, begin, now)
    if (hops === undefined) this.#counters[log.has(sequence) ? 'duplicates' : 'repaired']++
    if (log.has(sequence) && (hops === undefined || !log.takeEarly(sequence))) return
    log.add(sequence, now)
    log.author = post.author
    log.floor = Math.max(log.floor, floor)
    this.#logs.refresh(log, now)
    this.#kept.add(log, sequence, bytes, now)
    this.#counters.delivered++
    this.#deliver(log, post, from, hops)
  }

  #deliver(log: SenderLog, post: Post, from: PeerId, hops: number | undefined): void {
    for (const { origin, sequence } of post.after) this.#noteAfter(post.topic, origin, sequence, from)
    const event: PostEvent = { type: 'post', post, from, hops, through: log.through }
    this.#env.emit(event)
    this.#mendLater(log, from)
  }

  /** Another's post that was given to the author of one that has come: it exists, and is waited for. */
  #noteAfter(topic: string, origin: number, sequence: number, from: PeerId): void {
    if (!this.#isReady) return
    const log = this.#logs.find(topic, origin) ?? this.#logs.open(topic, origin, sequence - 1, this.#env.now())
    this.#note(log, sequence, from)
  }

  /** Somebody has posts up to `greatest`. */
  #note(log: SenderLog, greatest: number, from: PeerId): void {
    if (log.origin === this.#origin) return
    log.note(greatest, this.#env.now())
    this.#mendLater(log, from)
  }

  /** What is missing may be on its way; if it does not come, it is asked for. */
  #mendLater(log: SenderLog, informant: PeerId): void {
    this.#boundHoles(log)
    if (!log.hasHoles) return
    log.informant = informant
    if (!log.isAsking) this.#askLater(log, this.#options.askAfterMs)
  }

  #boundHoles(log: SenderLog): void {
    const before = log.tooFarBehind
    if (before !== undefined) this.#giveUp(log, before)
  }

  #askLater(log: SenderLog, delayMs: number): void {
    log.isAsking = true
    this.#env.setTimer(delayMs, TIMER.ask, log.id)
  }

  #askAgain(id: number): void {
    const log = this.#logs.byId(id)
    if (log === undefined) return
    log.isAsking = false
    const now = this.#env.now()
    if (log.hasHoles && now - log.holeSince >= this.#options.giveUpMs) this.#giveUp(log)
    if (!log.hasHoles) return
    if (now - log.askedAt >= this.#options.askAgainMs) this.#ask(log)
    this.#askLater(log, this.#options.askAgainMs)
  }

  /** Asks who told of it; if that has brought nothing, anybody. */
  #ask(log: SenderLog): void {
    const partner = log.informant ?? this.#partners.sample(1)[0]
    log.informant = undefined
    if (partner !== undefined) this.#request(partner, this.#holesOf(log))
  }

  #holesOf(log: SenderLog): Wanted[] {
    log.askedAt = this.#env.now()
    const { topic, origin } = log
    return log.holes(MOST_RANGES).map(({ first, last }) => ({ topic, origin, first, last }))
  }

  #request(peer: PeerId, wanted: readonly Wanted[]): void {
    for (let at = 0; at < wanted.length; at += MOST_RANGES) {
      this.#counters.requests++
      this.#send(peer, { tag: REPAIR_TAGS.request, wanted: wanted.slice(at, at + MOST_RANGES) })
    }
  }

  #giveUp(log: SenderLog, before?: number): void {
    const lost = log.giveUp(this.#env.now(), before)
    const { topic, origin, author } = log
    for (const [i, { first, last }] of lost.entries()) {
      this.#counters.lost += last - first + 1
      const through = (lost[i + 1]?.first ?? log.through + 1) - 1
      const event: PostGapEvent = { type: 'post-gap', topic, origin, author, first, last, through }
      this.#env.emit(event)
    }
  }

  #send(to: PeerId, message: RepairMessage): void {
    this.#env.send(to, message, 'link')
  }

  #phase(): number {
    return this.#unit() * this.#options.exchangeIntervalMs
  }

  #unit(): number {
    return unit(() => this.#env.random())
  }
}

/** States in one digest: some 20 bytes each, and the topic. */
const MOST_STATES = 256
/** Ranges in one request. */
const MOST_RANGES = 64
/** Posts in one message, and the bytes from which on it is sent. */
const MOST_POSTS = 256
const MESSAGE_BYTES = 16_384
/** What one request is answered with at most: the rest is asked for again. */
const MOST_ANSWER_BYTES = 1 << 20

function sizeOfAll(posts: readonly Uint8Array[]): number {
  return posts.reduce((sum, post) => sum + post.length, 0)
}
