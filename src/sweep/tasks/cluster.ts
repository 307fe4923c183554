import { simWire } from '../../codec/index.ts'
import { unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import { SERF_DEFAULTS } from '../../membership/serf/options.ts'
import { Serf } from '../../membership/serf/serf.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { Swim } from '../../membership/swim/swim.ts'
import { type SimNode, Simulation } from '../../sim/index.ts'

/** What a cluster is made of. */
export interface ClusterOptions {
  readonly nodes: number
  readonly seed: number
  readonly loss: number
  /** Median one-way latency; each message takes from half to one and a half of it. */
  readonly latencyMs: number
  readonly swim: Partial<SwimOptions>
}

/** The layers of a simulated node. */
export interface NodeLayers extends Layer {
  readonly swim: Swim
  readonly serf: Serf
}

/** Longest that nodes may take to find each other, virtual ms. */
const FORMING_LIMIT_MS = 120_000

/**
 * Nodes with the real SWIM and Serf layers, once all have found each other and had `restMs` of peace.
 * @throws Error if they do not find each other
 */
export function formCluster(options: ClusterOptions, restMs: number): Simulation {
  const { nodes, seed, loss, latencyMs } = options
  const latency = { kind: 'uniform', minMs: latencyMs / 2, maxMs: latencyMs * 1.5 } as const
  const sim = new Simulation({ seed, network: { latency, loss }, trace: 'off', ...sizesOf(nodes) })
  const swim = swimOptions('lan', options.swim)
  for (let i = 0; i < nodes; i++) sim.addNode((env) => makeLayers(env, swim))
  const isWhole = (): boolean => sim.nodes.every((node) => layersOf(node).swim.liveCount === nodes)
  if (!sim.runUntil(isWhole, FORMING_LIMIT_MS, 100)) {
    throw new Error(`${nodes} nodes did not find each other within ${FORMING_LIMIT_MS / 1000} virtual s`)
  }
  sim.run(restMs)
  return sim
}

/** The layers of one node. */
export function layersOf(node: SimNode): NodeLayers {
  return node.layer as NodeLayers
}

/** The name of the node of an index. */
export function nameOf(index: number): string {
  return `n${index}`
}

function makeLayers(env: Env, options: SwimOptions): NodeLayers {
  const stack = new Stack(env)
  const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, options, { node: nameOf(env.self) }))
  const serf = stack.add(SERF_TAGS, (own) => new Serf(own, swim, SERF_DEFAULTS))
  stack.add({}, (own) => new FirstJoiner(own, swim, serf))
  return Object.assign(stack, { swim, serf })
}

/** Joins the first node, and tries again while it is alone. */
class FirstJoiner implements Layer {
  readonly #env: Env
  readonly #membership: Membership
  readonly #serf: Serf

  constructor(env: Env, membership: Membership, serf: Serf) {
    this.#env = env
    this.#membership = membership
    this.#serf = serf
  }

  start(): void {
    if (this.#env.self !== FIRST) this.onTimer()
  }

  onTimer(): void {
    if (this.#membership.liveCount > 1) return
    this.#serf.join(FIRST)
    this.#env.setTimer(1000 * (1 + unit(() => this.#env.random())), 0, 0)
  }

  onMessage(): void {}
  onEvent(): void {}
}

const FIRST = 0 as PeerId

/** Virtual ms between two moments, without the dust of floating point: the simulator's clock has microseconds. */
export function msBetween(from: number, to: number): number {
  return Math.round((to - from) * 1000) / 1000
}

/** Sizes as they are on the wire; nothing is encoded, since nobody reads the bytes. */
function sizesOf(nodes: number): Pick<ReturnType<typeof simWire>, 'sizeOf' | 'packetBudget'> {
  const { sizeOf, packetBudget } = simWire(nodes)
  return { sizeOf, packetBudget }
}
