import { deriveSeed, Rng, shuffle } from '../../base/rng.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import type { DeliveredEvent, Dissemination } from '../../core/ports.ts'
import { RELAY_TAGS } from '../../core/tags.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'
import { AnnounceRelay, type StemOptions, StemRelay } from '../../dissemination/index.ts'
import type { Simulation } from '../../sim/index.ts'
import { type Graph, neighboursOf, randomGraph } from './random-graph.ts'
import { PATIENCE_MS, relayNetwork } from './relay-network.ts'
import { rememberingSha256 } from './sha256.ts'

/** A network in which messages are stemmed, or flooded at once. */
export interface StemNetworkOptions {
  readonly seed: number
  readonly nodes: number
  /** Neighbours that each node chooses. */
  readonly chosen: number
  /** Whether messages begin with a stem. */
  readonly stems: boolean
  readonly stem?: Partial<StemOptions>
  /** Whether what is fluffed spreads; if not, there are only stems. Default: it does. */
  readonly spreads?: boolean
  /** The share of nodes that note who sends them what. */
  readonly spyShare?: number
  /** The share of nodes that pass on nothing that comes along a stem. */
  readonly holeShare?: number
}

/** Nodes of which some spy or swallow, and what became of the messages they sent. Messages are numbered from 0. */
export class StemNetwork {
  readonly sim: Simulation
  readonly spies: ReadonlySet<number>
  readonly holes: ReadonlySet<number>
  /** By message: how many hops its stem had. */
  readonly stemHops: number[] = []
  /** By message: how many nodes have it. */
  readonly reached: number[] = []
  /** By message: which honest neighbour first sent or announced it to a spy. */
  readonly firstTold: (PeerId | undefined)[] = []
  readonly #options: StemNetworkOptions
  readonly #hash = rememberingSha256()
  readonly #relays: Dissemination[] = []
  /** By the number that a relay gave it: which message it is. */
  readonly #fluffed = new Map<number, number>()

  constructor(options: StemNetworkOptions) {
    this.#options = options
    const { seed, nodes, chosen, spyShare = 0, holeShare = 0 } = options
    this.spies = someOf(deriveSeed(seed, 2), nodes, spyShare)
    this.holes = someOf(deriveSeed(seed, 3), nodes, holeShare)
    this.sim = relayNetwork({ seed, latency: { kind: 'log-normal', medianMs: 50, sigma: 0.5 } })
    this.sim.onEvent((_, event) => this.#onEvent(event))
    const graph = randomGraph(deriveSeed(seed, 1), nodes, chosen)
    for (let i = 0; i < nodes; i++) this.sim.addNode((env) => this.#nodeOf(env, graph))
  }

  /** Lets a node send a message. @returns its number */
  send(node: number): number {
    const message = this.stemHops.push(0) - 1
    const payload = new Uint8Array(250)
    new DataView(payload.buffer).setUint32(0, message)
    this.reached.push(0)
    this.firstTold.push(undefined)
    const id = (this.#relays[node] as Dissemination).broadcast(payload)
    if (!this.#options.stems) this.#fluffed.set(id, message)
    return message
  }

  #nodeOf(env: Env, graph: Graph): Layer {
    const sampler = neighboursOf(graph, env.self)
    const spread = (own: Env): AnnounceRelay => new AnnounceRelay(own, sampler, { hash: this.#hash }, PATIENT)
    const watched = new StemWatch(env, (message) => this.#onStemHop(message))
    const relay = this.#options.stems
      ? new StemRelay(watched, sampler, this.#hash, (own) => this.#spreader(() => spread(own)), this.#options.stem)
      : spread(env)
    this.#relays[env.self] = relay
    if (this.spies.has(env.self)) return before(relay, (from, message) => this.#spy(from, message))
    if (this.holes.has(env.self))
      return before(
        relay,
        () => {},
        ({ tag }) => tag !== RELAY_TAGS.stem,
      )
    return relay
  }

  /** Notes which message has which number while it spreads. */
  #spreader(make: () => AnnounceRelay): Layer & Dissemination {
    if (this.#options.spreads === false) return SILENT
    const relay = make()
    const spread = relay.broadcast.bind(relay)
    relay.broadcast = (body) => {
      const id = spread(body)
      this.#fluffed.set(id, numberIn(body))
      return id
    }
    return relay
  }

  #onStemHop(message: number): void {
    this.stemHops[message] = (this.stemHops[message] as number) + 1
  }

  #onEvent(event: Event): void {
    const { type, payload } = event as DeliveredEvent
    if (type !== 'delivered') return
    const message = new DataView(payload.buffer, payload.byteOffset).getUint32(0)
    this.reached[message] = (this.reached[message] as number) + 1
  }

  #spy(from: PeerId, message: Message): void {
    if (this.spies.has(from)) return
    const { tag, ids = [], body } = message as { tag: number; ids?: readonly number[]; body?: Uint8Array }
    if (tag === RELAY_TAGS.stem && body !== undefined) this.#note(numberIn(body), from)
    else if (tag === RELAY_TAGS.announce) for (const id of ids) this.#note(this.#fluffed.get(id), from)
  }

  #note(message: number | undefined, from: PeerId): void {
    if (message !== undefined) this.firstTold[message] ??= from
  }
}

/** No time-out here is to end anything, and nothing is lost that must be announced again. */
const PATIENT = { catchUpMs: PATIENCE_MS }

/** Spreads nothing. */
const SILENT: Layer & Dissemination = {
  start: () => {},
  broadcast: () => 0,
  onMessage: () => {},
  onTimer: () => {},
  onEvent: () => {},
}

/** The number of a message in a salted body. */
function numberIn(body: Uint8Array): number {
  return new DataView(body.buffer, body.byteOffset).getUint32(8)
}

function someOf(seed: number, nodes: number, share: number): Set<number> {
  const rng = new Rng(seed)
  const all = Array.from({ length: nodes }, (_, i) => i)
  shuffle(all, () => rng.next())
  return new Set(all.slice(0, Math.round(nodes * share)))
}

/** Tells of each hop of a stem. */
class StemWatch extends WrappedEnv {
  readonly #onHop: (message: number) => void

  constructor(outer: Env, onHop: (message: number) => void) {
    super(outer)
    this.#onHop = onHop
  }

  override send(to: PeerId, message: Message, channel: Channel): void {
    if (message.tag === RELAY_TAGS.stem) this.#onHop(numberIn((message as unknown as { body: Uint8Array }).body))
    super.send(to, message, channel)
  }
}

/** A layer whose messages somebody sees first, and some of which it never gets. */
function before(
  layer: Layer,
  see: (from: PeerId, message: Message) => void,
  passes: (message: Message) => boolean = () => true,
): Layer {
  return {
    start: () => layer.start(),
    onTimer: (kind, key) => layer.onTimer(kind, key),
    onEvent: (event) => layer.onEvent(event),
    onMessage: (from, message) => {
      see(from, message)
      if (passes(message)) layer.onMessage(from, message)
    },
  }
}
