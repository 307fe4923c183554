import { simWire } from '../../codec/index.ts'
import type { PeerId } from '../../core/env.ts'
import { type NodeStack, nodeStack } from '../../membership/serf/node-stack.ts'
import type { Joining } from '../../membership/serf/seed-joiner.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
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

/** Everybody joins the first node, until it is not alone any more. */
const JOINING: Joining = { seeds: [0 as PeerId], alone: [1000, 2000] }

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
  for (let i = 0; i < nodes; i++) sim.addNode((env) => nodeStack(env, swim, JOINING))
  const isWhole = (): boolean => sim.nodes.every((node) => layersOf(node).swim.liveCount === nodes)
  if (!sim.runUntil(isWhole, FORMING_LIMIT_MS, 100)) {
    throw new Error(`${nodes} nodes did not find each other within ${FORMING_LIMIT_MS / 1000} virtual s`)
  }
  sim.run(restMs)
  return sim
}

/** The layers of one node. */
export function layersOf(node: SimNode): NodeStack {
  return node.layer as NodeStack
}

/** Virtual ms between two moments, without the dust of floating point: the simulator's clock has microseconds. */
export function msBetween(from: number, to: number): number {
  return Math.round((to - from) * 1000) / 1000
}

/** Sizes as they are on the wire; nothing is encoded, since nobody reads the bytes. */
function sizesOf(nodes: number): Pick<ReturnType<typeof simWire>, 'sizeOf' | 'packetBudget'> {
  const { sizeOf, packetBudget } = simWire(nodes)
  return { sizeOf, packetBudget }
}
