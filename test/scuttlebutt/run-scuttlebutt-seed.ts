import { below, unit } from '../../src/base/rng.ts'
import { simWire } from '../../src/codec/index.ts'
import type { Env } from '../../src/core/env.ts'
import { SCUTTLEBUTT_TAGS } from '../../src/core/tags.ts'
import { nodeMaker, type SimStack } from '../../src/experiments/cluster/full-node.ts'
import { disagreementOf } from '../../src/experiments/scuttlebutt/agreement.ts'
import { scuttlebuttSize } from '../../src/experiments/scuttlebutt/size-of.ts'
import { UniformSampler } from '../../src/sampling/index.ts'
import { applySchedule, Simulation } from '../../src/sim/index.ts'
import { Scuttlebutt, type ScuttlebuttOptions } from '../../src/state/index.ts'
import { type Plan, planOf, SETTLE_MS } from '../swarm/plan.ts'

/** How one seed ended. */
export interface ScuttlebuttOutcome {
  readonly seed: number
  readonly nodes: number
  readonly faults: number
  /** Updates that applications asked for. */
  readonly updates: number
  /** Times that not everything fitted into an exchange. */
  readonly cuts: number
  /** From the end of the faults until all live nodes held the same, s; infinite if that never was. */
  readonly agreedAfterS: number
  readonly traceHash: string
  /** What was wrong; undefined if nothing was. */
  readonly failure: string | undefined
}

/** How long live nodes may take to hold the same maps once the faults are over, their membership included. */
const HEAL_LIMIT_MS = 900_000
const LOOK_MS = 1000

/** One random cluster in which applications write, random faults, then peace: all live nodes must come to hold the same. */
export function runScuttlebuttSeed(seed: number): ScuttlebuttOutcome {
  const plan = planOf(seed)
  const cluster = new WritingCluster(seed, plan)
  applySchedule(cluster.sim, plan.schedule, { restart: cluster.make })
  cluster.sim.run(SETTLE_MS + plan.durationMs)
  cluster.isWriting = false
  cluster.sim.network.heal()
  for (const node of cluster.sim.nodes) node.resume()
  const healedAt = cluster.sim.now
  const hasAgreed = cluster.sim.runUntil(() => cluster.wrong() === undefined, HEAL_LIMIT_MS, LOOK_MS)
  const agreedAfterS = hasAgreed ? (cluster.sim.now - healedAt) / 1000 : Number.POSITIVE_INFINITY
  const wrong = hasAgreed ? undefined : cluster.wrong()
  return {
    seed,
    nodes: plan.nodes,
    faults: plan.schedule.length,
    updates: cluster.updates,
    cuts: cluster.cuts,
    agreedAfterS,
    traceHash: cluster.sim.traceHash,
    failure: wrong && `seed ${seed}: ${wrong}\nHEARSAY_SEED=${seed} npm run verify -- scuttlebutt`,
  }
}

/** Whole nodes with Scuttlebutt on top, and applications that write now and then. */
class WritingCluster {
  readonly sim: Simulation
  isWriting = true
  updates = 0
  readonly #layers: Scuttlebutt[] = []
  readonly #starts: number[] = []
  readonly #settings: Partial<ScuttlebuttOptions>
  readonly #countsStarts: boolean
  readonly #makeNode = nodeMaker()

  constructor(seed: number, { nodes, loss }: Plan) {
    const { sizeOf, packetBudget } = simWire(nodes)
    const size: typeof sizeOf = (message) =>
      message.tag >= SCUTTLEBUTT_TAGS.digest ? scuttlebuttSize(message) : sizeOf(message)
    const latency = { kind: 'uniform', minMs: 0.2, maxMs: 5 } as const
    const reordering = { probability: 0.02, maxMs: 2000 }
    const network = { latency, jitterMs: 2, loss, duplication: 0.02, reordering }
    this.sim = new Simulation({ seed, network, sizeOf: size, packetBudget })
    this.#settings = {
      ordering: seed % 2 === 0 ? 'depth' : 'breadth',
      flowControl: seed % 5 !== 0,
      exchangeBytes: seed % 3 === 0 ? 150 : 65_535,
    }
    this.#countsStarts = seed % 4 < 2
    for (let i = 0; i < nodes; i++) this.sim.addNode(this.make)
    for (let i = 0; i < nodes; i++) this.#writeLater(i)
  }

  readonly make = (env: Env): SimStack => {
    const stack = this.#makeNode(env) as SimStack
    const sampler = new UniformSampler(stack.swim)
    const starts = (this.#starts[env.self] ?? 0) + 1
    this.#starts[env.self] = starts
    const generation = this.#countsStarts ? starts : 0
    this.#layers[env.self] = stack.add(
      SCUTTLEBUTT_TAGS,
      (own) => new Scuttlebutt(own, sampler, this.#settings, generation),
    )
    return stack
  }

  get cuts(): number {
    return this.#layers.reduce((sum, { counters }) => sum + counters.cuts, 0)
  }

  /** What is wrong with what live nodes hold, if anything. */
  wrong(): string | undefined {
    const live = this.sim.nodes.filter(({ state }) => state === 'up').map(({ index }) => index)
    const waiting = live.find((node) => (this.#layers[node] as Scuttlebutt).waiting > 0)
    if (waiting !== undefined) return `node ${waiting} has updates that wait`
    return disagreementOf(live.map((node) => this.#layers[node] as Scuttlebutt))
  }

  #writeLater(node: number): void {
    const random = (): number => this.sim.workload.next()
    this.sim.at(this.sim.now + unit(random) * MOST_BETWEEN_MS, () => {
      if (!this.isWriting) return
      const key = `key-${below(random, KEYS)}`
      const value = new Uint8Array(below(random, MOST_VALUE_BYTES)).fill(random() & 255)
      if (this.sim.nodes[node]?.state === 'up') this.#write(node, key, value)
      this.#writeLater(node)
    })
  }

  #write(node: number, key: string, value: Uint8Array): void {
    this.updates++
    this.#layers[node]?.set(key, value)
  }
}

const KEYS = 20
const MOST_BETWEEN_MS = 2000
const MOST_VALUE_BYTES = 40
