import { below, unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { PeerSampler } from '../../core/ports.ts'
import { Simulation } from '../../sim/index.ts'
import { type KeyChangedEvent, Scuttlebutt, type ScuttlebuttOptions } from '../../state/index.ts'

/** A cluster in which applications update keys all the time. */
export interface LoadedOptions {
  readonly seed: number
  readonly participants: number
  readonly keys: number
  readonly valueBytes: number
  readonly settings: Partial<ScuttlebuttOptions>
  /** What a message takes of an exchange's bytes. */
  readonly sizeOf: (message: Message) => number
  /** What each participant's rate begins with. */
  readonly firstRate: (random: () => number) => number
}

/** How stale what is known of others is. */
export interface Staleness {
  /** The longest time, ms, since when somebody lacks an update. */
  readonly greatestMs: number
  /** Participants of whom a node lacks something, on average over nodes. */
  readonly participants: number
  /** Mappings that are not the latest, on average over nodes. */
  readonly mappings: number
}

/** Scuttlebutt's layers in virtual time, each with an application above that updates its keys at random. */
export class LoadedCluster {
  readonly sim: Simulation
  readonly layers: Scuttlebutt[] = []
  readonly #options: LoadedOptions
  readonly #keys: readonly string[]
  /** When each participant made its updates: version 1 first. */
  readonly #madeAt: number[][]
  readonly #lastOf: Map<string, number>[]
  #perSecond = 0
  readonly #random: () => number

  constructor(options: LoadedOptions) {
    this.#options = options
    const { seed, participants, keys, sizeOf } = options
    this.#keys = Array.from({ length: keys }, (_, i) => `key-${i}`)
    this.#madeAt = Array.from({ length: participants }, () => [])
    this.#lastOf = Array.from({ length: participants }, () => new Map<string, number>())
    const network = { latency: { kind: 'uniform', minMs: 0.5, maxMs: 10 } } as const
    this.sim = new Simulation({ seed, network, sizeOf })
    this.#random = () => this.sim.workload.next()
    this.sim.onEvent(({ index }, event) => {
      if (event.type === 'key-changed') this.#onChange(index, event as KeyChangedEvent)
    })
    for (let i = 0; i < participants; i++) this.sim.addNode((env) => this.#layer(env))
    for (let i = 0; i < participants; i++) this.#updateLater(i)
  }

  /** From now on each application wants to make so many updates per second. */
  load(perSecond: number): void {
    this.#perSecond = perSecond
  }

  /** Updates that were really made, of each participant. */
  get made(): number[] {
    return this.#madeAt.map((times) => times.length)
  }

  /** Updates per second that each participant may make. */
  get rates(): number[] {
    return this.layers.map(({ updateRate }) => updateRate)
  }

  /** Looks at everybody's view of everybody. */
  staleness(): Staleness {
    let [oldest, participants, mappings] = [this.sim.now, 0, 0]
    for (const layer of this.layers) {
      const known = new Map(layer.digest().map(({ peer, version }) => [peer as number, version]))
      for (let peer = 0; peer < this.layers.length; peer++) {
        const made = this.#madeAt[peer] as number[]
        const version = known.get(peer) ?? 0
        if (version >= made.length) continue
        oldest = Math.min(oldest, made[version] as number)
        participants++
        for (const last of (this.#lastOf[peer] as Map<string, number>).values()) if (last > version) mappings++
      }
    }
    const nodes = this.layers.length
    return { greatestMs: this.sim.now - oldest, participants: participants / nodes, mappings: mappings / nodes }
  }

  #layer(env: Env): Scuttlebutt {
    const { settings, firstRate } = this.#options
    const layer = new Scuttlebutt(env, this.#sampler(env), { ...settings, rate: firstRate(this.#random) })
    this.layers[env.self] = layer
    return layer
  }

  /** Everybody else, each as likely as any other. */
  #sampler(env: Env): PeerSampler {
    const { participants } = this.#options
    const others = Array.from({ length: participants }, (_, i) => i as PeerId).filter((peer) => peer !== env.self)
    const draw = (): PeerId => others[below(() => env.random(), others.length)] as PeerId
    return { neighbours: others, sample: (count) => Array.from({ length: Math.min(1, count) }, draw) }
  }

  /** Updates come evenly but for chance: once in each interval, anywhere in it. */
  #updateLater(node: number): void {
    const intervalMs = this.#perSecond > 0 ? 1000 / this.#perSecond : IDLE_MS
    const isIdle = this.#perSecond === 0
    this.sim.at(this.sim.now + 2 * unit(this.#random) * intervalMs, () => {
      if (!isIdle) this.#update(node)
      this.#updateLater(node)
    })
  }

  #update(node: number): void {
    const key = this.#keys[below(this.#random, this.#keys.length)] as string
    this.layers[node]?.set(key, new Uint8Array(this.#options.valueBytes))
  }

  #onChange(node: number, { peer, key }: KeyChangedEvent): void {
    if (peer !== node) return
    const made = this.#madeAt[node] as number[]
    made.push(this.sim.now)
    this.#lastOf[node]?.set(key, made.length)
  }
}

/** How often an application without work looks for some, ms. */
const IDLE_MS = 500
