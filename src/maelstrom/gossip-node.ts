import { shuffle } from '../base/rng.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { Message } from '../core/message.ts'
import type { PeerSampler } from '../core/ports.ts'
import { Stack } from '../core/stack.ts'
import { PLUMTREE_TAGS, REPAIR_TAGS, STAR_TAGS } from '../core/tags.ts'
import {
  Plumtree,
  type PlumtreeOptions,
  type PostEvent,
  Repair,
  type RepairEvent,
  type RepairOptions,
} from '../dissemination/index.ts'
import { Star } from '../sampling/index.ts'
import { BUNDLE_TIMER, Bundler } from './bundler.ts'
import type { Json } from './json.ts'
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

/** Told what a node has published, this one included: once each, in any order. */
export type OnNews = (news: Json) => void

/** A node that spreads news to all: Plumtree over a star, and repair; what goes to one peer leaves in packets. */
export class GossipNode implements Layer {
  readonly #bundler: Bundler
  readonly #stack: Stack
  readonly #star: Star
  readonly #repair: Repair
  readonly #topic: string
  readonly #onNews: OnNews

  /**
   * @param names everybody's, sorted alike everywhere; a peer's id is its place among them
   * @param topic what the news is of
   * @throws OptionError
   */
  constructor(env: Env, names: readonly string[], topic: string, onNews: OnNews, options: Partial<NodeOptions> = {}) {
    const { batchMs } = nodeOptions(options)
    const peers = names.map((_, peer) => peer as PeerId)
    this.#topic = topic
    this.#onNews = onNews
    this.#bundler = new Bundler(env, batchMs, (to) => this.#star.sent(to))
    this.#stack = new Stack(this.#bundler)
    this.#star = this.#stack.add(STAR_TAGS, (own) => new Star(own, peers))
    const tree = this.#stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, this.#star, PLUMTREE))
    const everybody = othersOf(env, peers)
    const author = names[env.self] as string
    this.#repair = this.#stack.add(REPAIR_TAGS, (own) => new Repair(own, author, tree, everybody, REPAIR))
    this.#stack.add({}, () => new Listener((event) => this.#onEvent(event)))
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
    this.#repair.publish(this.#topic, Buffer.from(JSON.stringify(news)))
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

  #onEvent(event: RepairEvent): void {
    if (event.type !== 'post') return
    const news = newsOf(event)
    if (news !== undefined) this.#onNews(news)
  }
}

/** The top of the stack, which only listens. */
class Listener implements Layer {
  readonly #hear: (event: RepairEvent) => void

  constructor(hear: (event: RepairEvent) => void) {
    this.#hear = hear
  }

  start(): void {}

  onMessage(): void {}

  onTimer(): void {}

  onEvent(event: Event): void {
    this.#hear(event as RepairEvent)
  }
}

function newsOf({ post }: PostEvent): Json | undefined {
  try {
    return JSON.parse(Buffer.from(post.body).toString()) as Json
  } catch {
    return undefined // another program's
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
