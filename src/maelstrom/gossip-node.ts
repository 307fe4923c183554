import { shuffle } from '../base/rng.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { Message } from '../core/message.ts'
import type { PeerSampler } from '../core/ports.ts'
import { Stack } from '../core/stack.ts'
import { PLUMTREE_TAGS, REPAIR_TAGS, STAR_TAGS } from '../core/tags.ts'
import { Plumtree, type PlumtreeOptions, Repair, type RepairOptions } from '../dissemination/index.ts'
import { Star } from '../sampling/index.ts'
import { BUNDLE_TIMER, Bundler } from './bundler.ts'
import type { Json } from './json.ts'
import { NewsLayer, type OnNews } from './news-layer.ts'
import { type NodeOptions, nodeOptions } from './options.ts'

/**
 * What is kept for those who were cut off: five times the default, as Maelstrom may leave a cut for minutes. Exchanges
 * are a third as many as by default: each takes one message or two, and the star loses nothing while it is whole. Holes
 * are asked for later than by default: at ways of 100 ms what was overtaken is often still coming.
 */
const REPAIR: Partial<RepairOptions> = {
  exchangeIntervalMs: 3000,
  askAfterMs: 500,
  askAgainMs: 1000,
  giveUpMs: 600_000,
  keepMs: 600_000,
}
const PLUMTREE: Partial<PlumtreeOptions> = { graftAfterMs: 500, graftAgainMs: 500 }

/** A node that spreads news to all: Plumtree over a star, and repair; what goes to one peer leaves in packets. */
export class GossipNode implements Layer {
  readonly #bundler: Bundler
  readonly #stack: Stack
  readonly #star: Star
  readonly #repair: Repair
  readonly #news: NewsLayer

  /**
   * @param names everybody's, sorted alike everywhere; a peer's id is its place among them
   * @param topic what the news is of
   * @throws OptionError
   */
  constructor(env: Env, names: readonly string[], topic: string, onNews: OnNews, options: Partial<NodeOptions> = {}) {
    const { batchMs } = nodeOptions(options)
    const peers = names.map((_, peer) => peer as PeerId)
    this.#bundler = new Bundler(env, batchMs, (to) => this.#star.sent(to))
    this.#stack = new Stack(this.#bundler)
    this.#star = this.#stack.add(STAR_TAGS, (own) => new Star(own, peers))
    const tree = this.#stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, this.#star, PLUMTREE))
    const everybody = othersOf(env, peers)
    const author = String(env.self) // names may be longer than a post has room for
    this.#repair = this.#stack.add(REPAIR_TAGS, (own) => new Repair(own, author, tree, everybody, REPAIR))
    this.#news = this.#stack.add({}, (own) => new NewsLayer(own, this.#repair, topic, onNews))
  }

  /** Through whom this node hears news; itself if it is a hub. */
  get hub(): PeerId {
    return this.#star.hub
  }

  /** Posts that came by request, not over the tree. */
  get repaired(): number {
    return this.#repair.counters.repaired
  }

  /** Tells every node, this one before the call returns. */
  publish(news: Json): void {
    this.#news.publish(news)
  }

  start(): void {
    this.#stack.start()
    // All begin together: nothing was published before, so whatever this node misses from now on is brought to it.
    this.#repair.onMessage(this.#bundler.self, { tag: REPAIR_TAGS.digest, logs: [], isAnswer: true, hasMore: false })
  }

  onMessage(from: PeerId, message: Message): void {
    this.#star.heard(from)
    this.#stack.onMessage(from, message)
  }

  onTimer(kind: number, key: number): void {
    if (kind === BUNDLE_TIMER) this.#bundler.onTimer(key)
    else this.#stack.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    this.#stack.onEvent(event)
  }
}

/** Everybody else, at random. */
function othersOf(env: Env, peers: readonly PeerId[]): PeerSampler {
  const neighbours = peers.filter((peer) => peer !== env.self)
  return {
    neighbours,
    sample(count) {
      const drawn = [...neighbours]
      shuffle(drawn, () => env.random())
      return drawn.slice(0, count)
    },
  }
}
