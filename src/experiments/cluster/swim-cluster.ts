import { simWire } from '../../codec/index.ts'
import type { Env } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { MembershipEvent, MemberView } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { addAccrual } from '../../detection/phi/evidence/add-accrual.ts'
import { withFeatures } from '../../core/features.ts'
import { type AccrualOptions, accrualOptions } from '../../detection/phi/evidence/options.ts'
import { nodeName } from '../../membership/serf/node-stack.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { Swim } from '../../membership/swim/swim.ts'
import { BARE_VERSIONS } from '../../membership/swim/versions.ts'
import { type NetworkOptions, type SimNode, Simulation } from '../../sim/index.ts'
import type { Gate } from './gate.ts'
import { GatedProcess } from './gated-process.ts'
import { introduce } from './introduce.ts'

/** What a cluster is made of. */
export interface SwimClusterOptions {
  readonly seed: number
  readonly size: number
  /** Over memberlist's LAN settings. */
  readonly swim?: Partial<SwimOptions>
  /** Heartbeats as evidence beside probes. Default: none. */
  readonly accrual?: Partial<AccrualOptions>
  readonly network?: NetworkOptions
  /** What can hold a node up. Default: a {@link GatedProcess}. */
  readonly gate?: MakeGate
  /** When each node starts, virtual ms. If given, nobody knows anybody: whoever starts later has to join. */
  readonly startsAt?: (node: number) => number
  /** Puts something between a node's stack and its world. */
  readonly wrap?: (env: Env, make: (env: Env) => Layer) => Layer
}

/** Puts a gate between a node's stack and its world. */
export type MakeGate = (env: Env, make: (env: Env) => Layer) => Gate & Layer

/** A fact of membership, told by one node. */
export type Told = (node: number, event: MembershipEvent) => void

/** A cluster of the SWIM layer that ships, in virtual time, whose members know one another from the beginning. */
export class SwimCluster {
  readonly sim: Simulation
  readonly #options: SwimClusterOptions
  readonly #swims: Swim[] = []
  readonly #gates: Gate[] = []
  readonly #versions: readonly number[]

  constructor(options: SwimClusterOptions) {
    this.#options = options
    this.#versions = options.accrual === undefined ? BARE_VERSIONS : withFeatures(BARE_VERSIONS, ['heartbeats'])
    const { seed, size, network } = options
    const { sizeOf, packetBudget } = simWire(size)
    this.sim = new Simulation({ seed, trace: 'off', sizeOf, packetBudget, ...(network && { network }) })
    for (let i = 0; i < size; i++) this.#addNode(i)
    if (options.startsAt === undefined) for (const swim of this.#swims) introduce(swim, size, this.#versions)
  }

  get size(): number {
    return this.#options.size
  }

  swim(node: number): Swim {
    return this.#swims[node] as Swim
  }

  gate(node: number): Gate {
    return this.#gates[node] as Gate
  }

  node(node: number): SimNode {
    return this.sim.nodes[node] as SimNode
  }

  /** Hears what every node tells of its members. */
  onEvent(told: Told): void {
    this.sim.onEvent((node, event) => told(node.index, event as MembershipEvent))
  }

  /** Datagrams and streams that were sent. */
  get messages(): number {
    return this.sim.counters.datagramsSent + this.sim.counters.streamsOpened + this.sim.counters.streamsAnswered
  }

  #addNode(node: number): void {
    const { startsAt, swim = {}, gate = holdMail, wrap = (env, make) => make(env) } = this.#options
    const options = swimOptions('lan', swim)
    this.sim.addNode((env) => {
      const make = (own: Env): Layer => wrap(own, (inner) => this.#stack(inner, options))
      const process = gate(env, make)
      this.#gates[node] = process
      return process
    }, startsAt?.(node))
  }

  #stack(env: Env, options: SwimOptions): Layer {
    const stack = new Stack(env)
    const identity = { node: nodeName(env.self), versions: this.#versions }
    const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, options, identity))
    this.#swims[env.self] = swim
    const { accrual } = this.#options
    if (accrual !== undefined) addAccrual(stack, swim, accrualOptions(accrual))
    return stack
  }
}

const holdMail: MakeGate = (env, make) => new GatedProcess(env, make)

/** The node behind a member. */
export function indexOf(member: MemberView): number {
  return member.peer
}
