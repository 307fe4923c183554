import type { PeerId } from '../src/core/env.ts'
import { Stack } from '../src/core/stack.ts'
import { SWIM_TAGS } from '../src/core/tags.ts'
import { MemberBase } from '../src/membership/swim/member-base.ts'
import { SharedMemberTable } from '../src/membership/swim/shared-member-table.ts'
import type { MemberRecord } from '../src/membership/swim/messages.ts'
import { swimOptions } from '../src/membership/swim/options.ts'
import { Swim } from '../src/membership/swim/swim.ts'
import { SERF_VERSIONS } from '../src/membership/swim/versions.ts'
import { Simulation, type TraceMode } from '../src/sim/index.ts'
import { simWire } from '../src/codec/index.ts'
import { nodeName } from '../src/experiments/cluster/full-node.ts'
import { Pinger } from './pinger.ts'

/** What to simulate. */
export interface SimPlan {
  readonly nodes: number
  /** Each node knows so many members. */
  readonly groupSize: number
  /** Measured virtual time. */
  readonly virtualMs: number
  /** Datagrams lost, so that there is news. */
  readonly loss: number
  readonly trace: TraceMode
  /** Whether nodes run SWIM, or only ping and answer with a few timers, which leaves the engine itself. */
  readonly layer: 'swim' | 'pings'
}

/** What it cost. */
export interface SimFigures extends SimPlan {
  readonly events: number
  readonly cpuSeconds: number
  readonly eventsPerSecond: number
  readonly virtualSecondsPerSecond: number
  /** Heap and typed arrays, the whole process by the number of nodes, after collecting garbage. */
  readonly bytesPerNode: number
  readonly traceHash: string
}

const LATENCY = { kind: 'uniform', minMs: 0.5, maxMs: 1.5 } as const

/** Virtual time before measuring, so that the first periods are over and the code is compiled. */
const WARM_UP_MS = 3000

/** Simulates whole SWIM nodes in groups that know each other from the beginning. */
export function measureSim(plan: SimPlan): SimFigures {
  const before = heldBytes()
  const sim = groupsOf(plan)
  sim.run(WARM_UP_MS)
  const [events, started] = [sim.counters.events, process.cpuUsage()]
  sim.run(plan.virtualMs)
  const { user, system } = process.cpuUsage(started)
  const cpuSeconds = (user + system) / 1e6
  const done = sim.counters.events - events
  return {
    ...plan,
    events: done,
    cpuSeconds,
    eventsPerSecond: done / cpuSeconds,
    virtualSecondsPerSecond: plan.virtualMs / 1000 / cpuSeconds,
    bytesPerNode: (heldBytes() - before) / plan.nodes,
    traceHash: sim.traceHash,
  }
}

function groupsOf(plan: SimPlan): Simulation {
  return plan.layer === 'swim' ? swimGroupsOf(plan) : pingersOf(plan)
}

function pingersOf({ nodes, loss, trace }: SimPlan): Simulation {
  const sim = new Simulation({ seed: 1, network: { latency: LATENCY, loss }, trace })
  for (let i = 0; i < nodes; i++) sim.addNode((env) => new Pinger(env, nodes))
  return sim
}

/** Everybody of a group knows everybody, and nobody has anything to tell: as long after the joins. */
function swimGroupsOf({ nodes, groupSize, loss, trace }: SimPlan): Simulation {
  const { sizeOf, packetBudget } = simWire(nodes)
  const sim = new Simulation({ seed: 1, network: { latency: LATENCY, loss }, sizeOf, packetBudget, trace })
  const options = swimOptions('lan')
  for (let first = 0; first < nodes; first += groupSize) {
    const size = Math.min(groupSize, nodes - first)
    const base = new MemberBase(Array.from({ length: size }, (_, i) => record(first + i)))
    for (let i = 0; i < size; i++) {
      sim.addNode((env) => {
        const stack = new Stack(env)
        const identity = { node: base.name(env.self - first), members: new SharedMemberTable(base) }
        stack.add(SWIM_TAGS, (own) => new Swim(own, options, identity))
        return stack
      })
    }
  }
  return sim
}

function record(node: number): MemberRecord {
  const meta = new Uint8Array(0)
  return { node: nodeName(node), peer: node as PeerId, meta, incarnation: 1, state: 'alive', versions: SERF_VERSIONS }
}

function heldBytes(): number {
  globalThis.gc?.()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}
