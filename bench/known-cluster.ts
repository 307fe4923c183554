import { simWire } from '../src/codec/index.ts'
import type { PeerId } from '../src/core/env.ts'
import { Stack } from '../src/core/stack.ts'
import { SWIM_TAGS } from '../src/core/tags.ts'
import { nodeName } from '../src/experiments/cluster/full-node.ts'
import { MemberBase } from '../src/membership/swim/member-base.ts'
import type { MemberRecord } from '../src/membership/swim/messages.ts'
import { swimOptions } from '../src/membership/swim/options.ts'
import { SharedMemberTable } from '../src/membership/swim/shared-member-table.ts'
import { Swim } from '../src/membership/swim/swim.ts'
import { SERF_VERSIONS } from '../src/membership/swim/versions.ts'
import { Simulation, type TraceMode } from '../src/sim/index.ts'

/** One way, of every cluster that is measured. */
export const LATENCY = { kind: 'uniform', minMs: 0.5, maxMs: 1.5 } as const

/** What a cluster that is measured consists of. */
export interface KnownClusterPlan {
  readonly nodes: number
  /** Each node knows so many members. */
  readonly groupSize: number
  /** Datagrams lost. */
  readonly loss: number
  readonly trace: TraceMode
}

/** A simulation of SWIM nodes, and the nodes' layers by index. */
export interface KnownCluster {
  readonly sim: Simulation
  readonly swims: readonly Swim[]
}

/** Whole SWIM nodes in groups in which everybody knows everybody, and has nothing to tell: as long after the joins. */
export function knownCluster({ nodes, groupSize, loss, trace }: KnownClusterPlan): KnownCluster {
  const { sizeOf, packetBudget } = simWire(nodes)
  const sim = new Simulation({ seed: 1, network: { latency: LATENCY, loss }, sizeOf, packetBudget, trace })
  const options = swimOptions('lan')
  const swims: Swim[] = []
  for (let first = 0; first < nodes; first += groupSize) {
    const size = Math.min(groupSize, nodes - first)
    const base = new MemberBase(Array.from({ length: size }, (_, i) => record(first + i)))
    for (let i = 0; i < size; i++) {
      const node = sim.addNode((env) => {
        const stack = new Stack(env)
        const identity = { node: base.name(i), members: new SharedMemberTable(base) }
        swims[env.self] = stack.add(SWIM_TAGS, (own) => new Swim(own, options, identity))
        return stack
      })
      if (node.index !== first + i) throw new Error(`node ${first + i} has the index ${node.index}`)
    }
  }
  return { sim, swims }
}

function record(node: number): MemberRecord {
  const meta = new Uint8Array(0)
  return { node: nodeName(node), peer: node as PeerId, meta, incarnation: 1, state: 'alive', versions: SERF_VERSIONS }
}
