import type { PeerId } from '../../core/env.ts'
import type { PeerScoreOptions, TopicScoreOptions } from './score-options.ts'
import { decayed, TopicScore } from './topic-score.ts'

/** Who says what a score needs and the protocol does not see. */
export interface ScoreSources {
  /** What counts in a topic; topics without an answer do not. Asked once a topic. */
  readonly topicScoreOf?: (topic: string) => TopicScoreOptions | undefined
  /** P5: the application's own opinion. */
  readonly applicationScoreOf?: (peer: PeerId) => number
  /** P6: the address that a peer connects from. */
  readonly addressOf?: (peer: PeerId) => string | undefined
}

interface Entry {
  readonly topics: Map<string, TopicScore>
  readonly address: string | undefined
  behaviour: number
  /** The last value; undefined if something has happened since that lowers it. */
  known: number | undefined
  /** When it went; undefined while it is here. */
  goneAt: number | undefined
}

/**
 * What every peer has earned (libp2p/specs, gossipsub v1.1, "Peer scoring", P1 to P7). Good deeds count from the next
 * decay on, bad ones at once.
 */
export class PeerScores {
  readonly #options: PeerScoreOptions
  readonly #sources: ScoreSources
  readonly #entries = new Map<PeerId, Entry>()
  readonly #topics = new Map<string, TopicScoreOptions | undefined>()
  readonly #perAddress = new Map<string, number>()
  #gone = 0

  constructor(options: PeerScoreOptions, sources: ScoreSources = {}) {
    this.#options = options
    this.#sources = sources
  }

  /** Peers whose scores are known, those that are gone included. */
  get size(): number {
    return this.#entries.size
  }

  add(peer: PeerId): void {
    const known = this.#entries.get(peer)
    if (known?.goneAt === undefined && known !== undefined) return
    if (known !== undefined) this.#gone--
    const address = this.#sources.addressOf?.(peer)
    const entry = known ?? { topics: new Map<string, TopicScore>(), behaviour: 0, known: 0 }
    this.#entries.set(peer, { ...entry, address, known: undefined, goneAt: undefined })
    if (address !== undefined) this.#count(address, 1)
  }

  /** A peer is gone. A bad score waits for its return. */
  remove(peer: PeerId, now: number): void {
    const entry = this.#entries.get(peer)
    if (entry === undefined || entry.goneAt !== undefined) return
    const isBad = this.scoreOf(peer) < 0
    if (entry.address !== undefined) this.#count(entry.address, -1)
    this.#entries.delete(peer)
    if (!isBad || this.#options.mostRetained === 0) return
    for (const topic of entry.topics.values()) topic.forgetGood()
    this.#entries.set(peer, { ...entry, address: undefined, goneAt: now }) // now the youngest
    if (++this.#gone > this.#options.mostRetained) this.#forgetOldest()
  }

  graft(peer: PeerId, topic: string, now: number): void {
    this.#topic(peer, topic)?.graft(now)
  }

  prune(peer: PeerId, topic: string): void {
    const entry = this.#entries.get(peer)
    entry?.topics.get(topic)?.prune()
    if (entry !== undefined) entry.known = undefined
  }

  /** The peer was the first to bring a message. */
  deliverFirst(peer: PeerId, topic: string): void {
    this.#topic(peer, topic)?.deliverFirst()
  }

  /** It brought what another had brought `afterMs` before; soon enough it counts. */
  deliverAgain(peer: PeerId, topic: string, afterMs: number): void {
    const score = this.#topic(peer, topic)
    if (score !== undefined && afterMs <= score.meshDeliveriesWindowMs) score.deliver()
  }

  deliverInvalid(peer: PeerId, topic: string): void {
    const score = this.#topic(peer, topic)
    if (score === undefined) return
    score.deliverInvalid()
    ;(this.#entries.get(peer) as Entry).known = undefined
  }

  /** P7: it has broken the rules so many times. */
  penalize(peer: PeerId, times: number): void {
    const entry = this.#entries.get(peer)
    if (entry === undefined || times === 0) return
    entry.behaviour += times
    entry.known = undefined
  }

  /** What a peer has earned; 0 is what a stranger has. */
  scoreOf(peer: PeerId): number {
    const entry = this.#entries.get(peer)
    if (entry === undefined) return 0
    return (entry.known ??= this.#evaluate(peer, entry))
  }

  /** To be called each `decayMs`. */
  decay(now: number): void {
    const { decayToZero, behaviourDecay, retainMs } = this.#options
    for (const [peer, entry] of this.#entries) {
      if (entry.goneAt === undefined) this.#decayOne(entry, now, decayToZero, behaviourDecay)
      else if (now - entry.goneAt >= retainMs) this.#forget(peer)
    }
  }

  #decayOne(entry: Entry, now: number, toZero: number, behaviourDecay: number): void {
    entry.behaviour = decayed(entry.behaviour, behaviourDecay, toZero)
    for (const [topic, score] of entry.topics) {
      score.decay(now, toZero)
      if (score.isEmpty) entry.topics.delete(topic)
    }
    entry.known = undefined
  }

  #evaluate(peer: PeerId, entry: Entry): number {
    const { topicScoreCap, applicationWeight, behaviourThreshold, behaviourWeight } = this.#options
    let topics = 0
    for (const score of entry.topics.values()) topics += score.value
    if (topicScoreCap > 0) topics = Math.min(topicScoreCap, topics)
    const application = this.#sources.applicationScoreOf?.(peer) ?? 0
    const excess = Math.max(0, entry.behaviour - behaviourThreshold)
    return topics + applicationWeight * application + this.#colocation(entry) + behaviourWeight * excess * excess
  }

  #colocation({ address }: Entry): number {
    if (address === undefined) return 0
    const { colocationWeight, colocationThreshold } = this.#options
    const surplus = Math.max(0, (this.#perAddress.get(address) ?? 0) - colocationThreshold)
    return colocationWeight * surplus * surplus
  }

  #topic(peer: PeerId, topic: string): TopicScore | undefined {
    const entry = this.#entries.get(peer)
    const known = entry?.topics.get(topic)
    if (known !== undefined || entry === undefined) return known
    const options = this.#topicOptions(topic)
    if (options === undefined) return undefined
    const score = new TopicScore(options)
    entry.topics.set(topic, score)
    return score
  }

  #topicOptions(topic: string): TopicScoreOptions | undefined {
    if (this.#topics.has(topic)) return this.#topics.get(topic)
    const options = this.#sources.topicScoreOf?.(topic)
    if (this.#topics.size >= MOST_TOPICS) this.#topics.clear()
    this.#topics.set(topic, options)
    return options
  }

  #count(address: string, by: number): void {
    const count = (this.#perAddress.get(address) ?? 0) + by
    if (count > 0) this.#perAddress.set(address, count)
    else this.#perAddress.delete(address)
  }

  #forgetOldest(): void {
    for (const [peer, { goneAt }] of this.#entries) if (goneAt !== undefined) return this.#forget(peer)
  }

  #forget(peer: PeerId): void {
    this.#entries.delete(peer)
    this.#gone--
  }
}

/** Topics whose settings are kept in mind. */
const MOST_TOPICS = 4096
