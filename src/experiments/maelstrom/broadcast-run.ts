import { below, unit } from '../../base/rng.ts'
import type { Env } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { PostEvent } from '../../dissemination/index.ts'
import { type Latency, Simulation } from '../../sim/index.ts'
import { StableLatency } from './stable-latency.ts'

/** A node of the workload `broadcast`. */
export interface BroadcastNode extends Layer {
  broadcast(value: number): void
  read(): ReadonlySet<number>
}

/** A test, as Maelstrom's command line has it. */
export interface BroadcastPlan {
  readonly seed: number
  readonly nodes: number
  readonly latency: Latency
  /** Operations a second, half of them broadcasts. */
  readonly rate: number
  /** How long there are operations. Maelstrom waits 10 s more before every node is read. */
  readonly seconds: number
  readonly make: (env: Env) => BroadcastNode
  /** Sets up faults before the run. */
  readonly disturb?: (sim: Simulation) => void
}

/** What came out. */
export interface BroadcastOutcome {
  readonly operations: number
  readonly messagesPerOperation: number
  /** Stable latencies, ms. */
  readonly latencies: readonly number[]
  /** From a post until every node has it, ms; empty where nodes do not tell of posts. */
  readonly spreadMs: readonly number[]
  /** Values that some node lacks in the end. */
  readonly missing: number
}

const REST_MS = 10_000

/** Runs a test in virtual time. Ways between clients and nodes take no time, as in Maelstrom. */
export function runBroadcast(plan: BroadcastPlan): BroadcastOutcome {
  const sim = new Simulation({ seed: plan.seed, network: { latency: plan.latency }, sizeOf: () => 200 })
  const nodes: BroadcastNode[] = []
  const spread = new Spread(sim, plan.nodes)
  for (let i = 0; i < plan.nodes; i++) sim.addNode((env) => (nodes[i] = plan.make(env)))
  plan.disturb?.(sim)
  const stable = new StableLatency()
  const operations = schedule(sim, plan, nodes, stable)
  sim.run(1000 * plan.seconds + REST_MS)
  const lastReads = nodes.map((node) => node.read())
  for (const values of lastReads) stable.read(values, sim.now, sim.now)
  return {
    operations: operations + nodes.length,
    messagesPerOperation: sim.counters.datagramsSent / (operations + nodes.length),
    latencies: stable.latencies(),
    spreadMs: spread.times,
    missing: stable.lost(lastReads).length,
  }
}

/** Operations at random moments, 0 to 2/rate apart, each at a random node. @returns how many */
function schedule(
  sim: Simulation,
  plan: BroadcastPlan,
  nodes: readonly BroadcastNode[],
  stable: StableLatency,
): number {
  const random = (): number => sim.workload.next()
  const step = (): number => (2000 * unit(random)) / plan.rate
  let count = 0
  for (let at = step(); at < 1000 * plan.seconds; at += step()) {
    const node = below(random, plan.nodes)
    const isRead = below(random, 2) === 0
    const value = count++
    sim.at(at, () => {
      const asked = nodes[node] as BroadcastNode
      if (isRead) return stable.read(asked.read(), sim.now, sim.now)
      stable.invoke(value)
      asked.broadcast(value)
      stable.acknowledge(value, sim.now)
    })
  }
  return count
}

/** When posts have reached everybody. */
class Spread {
  readonly times: number[] = []
  readonly #posts = new Map<string, { readonly at: number; reached: number }>()

  constructor(sim: Simulation, nodes: number) {
    sim.onEvent((_node, event) => {
      if (event.type === 'post') this.#onPost((event as PostEvent).post, sim.now, nodes)
    })
  }

  #onPost({ origin, sequence }: PostEvent['post'], now: number, nodes: number): void {
    const id = `${origin} ${sequence}`
    const post = this.#posts.get(id) ?? { at: now, reached: 0 }
    this.#posts.set(id, post)
    post.reached++
    if (post.reached === nodes) this.times.push(Math.round(1000 * (now - post.at)) / 1000) // whole µs
  }
}
