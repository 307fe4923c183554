import { simWire } from '../../src/codec/index.ts'
import type { Env } from '../../src/core/env.ts'
import type { DeliveredEvent } from '../../src/core/ports.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS, REPAIR_TAGS } from '../../src/core/tags.ts'
import { Plumtree, type PostEvent, Repair } from '../../src/dissemination/index.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import { type Links, oneSidedLinks, reachedByFlood } from '../../src/experiments/overlay/graph.ts'
import { HyParView } from '../../src/sampling/index.ts'
import { applySchedule, Simulation } from '../../src/sim/index.ts'
import { heal } from '../swarm/heal.ts'
import { planOf, SETTLE_MS } from '../swarm/plan.ts'

/** How one seed ended. */
export interface OverlayOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  /** Broadcasts, and how many of them did not reach every live node exactly once. */
  readonly broadcasts: number
  readonly incomplete: number
  /** Posts during the faults that reached any node that stayed, and how many of their deliveries were repairs. */
  readonly posts: number
  readonly repaired: number
  readonly traceHash: string
  /** What was wrong; undefined if nothing was. */
  readonly failure: string | undefined
}

/** How long an overlay may take once its cluster agrees. */
const MEND_MS = 120_000
/** The first ones find the tree again. */
const BROADCASTS = 5
const BROADCAST_MS = 10_000
/** Between two posts during the faults. */
const POST_EVERY_MS = 2000
/** Nobody lets go of a post, or gives one up, while the faults last: so whoever stayed must have all. */
const PATIENCE = { keepMs: 2_000_000, giveUpMs: 2_000_000 }

/** One random cluster with an overlay and a tree on it, random faults, then peace; afterwards both must be whole. */
export function runOverlaySeed(seed: number): OverlayOutcome {
  const { nodes, durationMs, schedule } = planOf(seed)
  const cluster = new TreeCluster(seed, nodes)
  applySchedule(cluster.sim, schedule, { restart: cluster.make })
  cluster.sim.run(SETTLE_MS)
  for (let at = 0; at < durationMs; at += POST_EVERY_MS) {
    cluster.publish()
    cluster.sim.run(Math.min(POST_EVERY_MS, durationMs - at))
  }
  heal(cluster.sim)
  cluster.sim.run(MEND_MS)
  const incomplete = Array.from({ length: BROADCASTS }, () => cluster.broadcast()).filter((isWhole) => !isWhole).length
  const wrong =
    cluster.wrong() ?? (incomplete > 0 ? `${incomplete} of ${BROADCASTS} messages did not reach all` : undefined)
  return {
    seed,
    nodes,
    faults: schedule.length,
    broadcasts: BROADCASTS,
    incomplete,
    ...cluster.posts(),
    traceHash: cluster.sim.traceHash,
    failure: wrong && `seed ${seed}: ${wrong}\nHEARSAY_SEED=${seed} npm run verify -- overlays`,
  }
}

/** Whole nodes, with HyParView, Plumtree and its repair on top. */
class TreeCluster {
  readonly sim: Simulation
  readonly #overlays: HyParView[] = []
  readonly #trees: Plumtree[] = []
  readonly #make = nodeMaker()
  /** By message: how often each node was given it. */
  readonly #given = new Map<number, number[]>()
  readonly #repairs: Repair[] = []
  /** By node: how often it was given each post; undefined for nodes that were started again. */
  readonly #posts: (Map<string, number> | undefined)[] = []

  constructor(seed: number, nodes: number) {
    const { sizeOf, packetBudget } = simWire(nodes)
    const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
    this.sim = new Simulation({ seed, network: { latency, jitterMs: 2 }, sizeOf, packetBudget })
    this.sim.onEvent(({ index }, event) => {
      if (event.type === 'delivered') this.#onDelivered(index, (event as DeliveredEvent).id)
      else if (event.type === 'post') this.#onPost(index, (event as PostEvent).post)
    })
    for (let i = 0; i < nodes; i++) this.sim.addNode(this.make)
  }

  readonly make = (env: Env): SimStack => {
    const stack = this.#make(env) as SimStack
    const overlay = stack.add(HYPARVIEW_TAGS, (own) => new HyParView(own, {}, stack.swim))
    this.#overlays[env.self] = overlay
    const tree = stack.add(PLUMTREE_TAGS, (own) => new Plumtree(own, overlay))
    this.#trees[env.self] = tree
    const isFirst = this.#repairs[env.self] === undefined
    this.#repairs[env.self] = stack.add(REPAIR_TAGS, (own) => new Repair(own, `n${env.self}`, tree, overlay, PATIENCE))
    this.#posts[env.self] = isFirst ? new Map() : undefined
    return stack
  }

  /** Lets a random node publish. */
  publish(): void {
    const live = this.#live
    if (live.length === 0) return
    this.#repairs[live[this.sim.workload.next() % live.length] as number]?.publish('', new Uint8Array(20))
  }

  /** What became of posts at the nodes that stayed. */
  posts(): { readonly posts: number; readonly repaired: number } {
    const all = new Set(this.#stayed.flatMap((node) => [...(this.#posts[node]?.keys() ?? [])]))
    const repaired = this.#stayed.reduce((sum, node) => sum + (this.#repairs[node]?.counters.repaired ?? 0), 0)
    return { posts: all.size, repaired }
  }

  /** What is wrong with the overlay, the tree or what was published, if anything. */
  wrong(): string | undefined {
    return this.#wrongLinks() ?? this.#wrongPosts()
  }

  /** Nodes that were never started again and are up. */
  get #stayed(): number[] {
    return this.#live.filter((node) => this.#posts[node] !== undefined)
  }

  #wrongPosts(): string | undefined {
    const all = new Set(this.#stayed.flatMap((node) => [...(this.#posts[node]?.keys() ?? [])]))
    for (const node of this.#stayed) {
      for (const post of all) {
        const times = this.#posts[node]?.get(post) ?? 0
        if (times !== 1) return `node ${node} was given post ${post} ${times} times`
      }
    }
    return undefined
  }

  #onPost(node: number, { origin, sequence }: PostEvent['post']): void {
    const given = this.#posts[node]
    const key = `${origin}-${sequence}`
    given?.set(key, (given.get(key) ?? 0) + 1)
  }

  #wrongLinks(): string | undefined {
    const links: Links = new Map(this.#live.map((node) => [node, (this.#overlays[node] as HyParView).neighbours]))
    const [oneSided] = oneSidedLinks(links)
    if (oneSided !== undefined) return `one side only of a link: ${oneSided}`
    const reached = reachedByFlood(links)
    if (reached < links.size) return `the overlay has fallen apart: ${reached} of ${links.size} are reached`
    const lazy = this.#live.find((node) => links.size > 1 && (this.#trees[node] as Plumtree).eager.size === 0)
    return lazy === undefined ? undefined : `node ${lazy} has no link of the tree`
  }

  /** Lets a random node send a message. @returns whether every live node was given it exactly once */
  broadcast(): boolean {
    const live = this.#live
    if (live.length === 0) return true
    const id = (this.#trees[live[this.sim.workload.next() % live.length] as number] as Plumtree).broadcast(
      new Uint8Array(9),
    )
    this.sim.run(BROADCAST_MS)
    return live.every((node) => this.#given.get(id)?.[node] === 1)
  }

  get #live(): number[] {
    return this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
  }

  #onDelivered(node: number, id: number): void {
    const given = this.#given.get(id) ?? []
    given[node] = (given[node] ?? 0) + 1
    this.#given.set(id, given)
  }
}
