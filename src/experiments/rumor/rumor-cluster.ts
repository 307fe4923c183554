import { below, unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import type { DeliveredEvent, PeerSampler } from '../../core/ports.ts'
import { RUMOR_TAGS } from '../../core/tags.ts'
import { Rumor, type RumorFeedback, type RumorMessage, type RumorOptions } from '../../dissemination/index.ts'
import { UniformSampler } from '../../sampling/index.ts'
import { type Latency, Simulation } from '../../sim/index.ts'
import { rumorSize } from './rumor-size.ts'
import { TappedEnv } from './tapped-env.ts'
import { type Watch, WatchedRumor } from './watched-rumor.ts'

/** Whom a node may call. */
export type MakeSampler = (env: Env, nodes: number) => Pick<PeerSampler, 'sample'>

/** A cluster of rumour layers, their cycles in step. */
export interface RumorPlan {
  readonly nodes: number
  readonly options: Partial<RumorOptions>
  /** The share of calls that are lost, with all that would have followed from them. Default 0. */
  readonly lostCalls?: number
  /** Default anybody else, uniformly. */
  readonly sampler?: MakeSampler
  /** Told of every message that a node has read, and whether it has taken it: a call may be one too many. */
  readonly watch?: Watch
  /** Of every message. Default between 5 and 20 ms: which of two comes first is chance. */
  readonly latency?: Latency
}

/** How one rumour spread. */
export interface RumorRun {
  /** Nodes that never had it. */
  readonly missed: number
  /** Tellings in calls and answers: the rumour or its number, needed or not, lost or not. */
  readonly tellings: number
  /** Payloads sent. */
  readonly bodies: number
  /** Times that feedback named it. */
  readonly fedBack: number
  /** Cycles from its beginning to the receipt, mean over those who were told it. */
  readonly tAve: number
  /** Cycles to the last receipt. */
  readonly tLast: number
  /** Links that the longest way had. */
  readonly lastHop: number
  /** Cycles until nobody told it any more. */
  readonly silentAfter: number
}

/** One cycle, virtual ms. */
const CYCLE_MS = 100
/** What a cycle begins (a call, an answer, a feedback, a payload) ends in it. */
const LATENCY = { kind: 'uniform', minMs: 5, maxMs: 20 } as const
/** When in a cycle a rumour begins: after all messages. */
const BEGIN = 0.9
const MOST_CYCLES = 5000
/** Stands for the number of the rumour that is being made. */
const BEGINNING = -2

/** Runs rumours, one after the other, in the simulator: the layer that ships, in cycles as synchronous as the papers'. */
export class RumorCluster {
  readonly sim: Simulation
  readonly layers: Rumor[] = []
  readonly #plan: RumorPlan
  #id = -1
  #beganIn = 0
  #tellings = 0
  #bodies = 0
  #fedBack = 0
  readonly #receipts: { readonly cycle: number; readonly hops: number }[] = []

  constructor(seed: number, plan: RumorPlan) {
    this.#plan = plan
    this.sim = new Simulation({ seed, network: { latency: plan.latency ?? LATENCY }, sizeOf })
    this.sim.onEvent((_node, event) => {
      const { type, id, hops } = event as DeliveredEvent
      if (type === 'delivered' && id === this.#id) this.#receipts.push({ cycle: this.#cycle - this.#beganIn, hops })
    })
    const sampler = plan.sampler ?? uniformly
    for (let i = 0; i < plan.nodes; i++) {
      this.sim.addNode((env) => {
        const layer = this.#layer(new TappedEnv(env, this.#tap), sampler(env, plan.nodes))
        return plan.watch === undefined ? layer : new WatchedRumor(layer, env.self, plan.watch)
      })
    }
    this.sim.run(BEGIN * CYCLE_MS)
  }

  /** How many nodes tell rumours now. */
  get tellers(): number {
    return this.layers.reduce((sum, { carried }) => sum + Math.min(1, carried), 0)
  }

  /** Lets so many cycles pass. */
  pass(cycles: number): void {
    this.sim.run(cycles * CYCLE_MS)
  }

  /**
   * Lets a rumour of this node, or of a random one, spread.
   * @param until 'silence': nobody tells it; 'all-know': everybody has it, or nobody tells it
   */
  spread(until: 'silence' | 'all-know' = 'silence', from?: number): RumorRun {
    const { nodes } = this.#plan
    this.#receipts.length = 0
    this.#tellings = 0
    this.#bodies = 0
    this.#fedBack = 0
    this.#beganIn = this.#cycle
    const origin = from ?? below(() => this.sim.workload.next(), nodes)
    this.#id = BEGINNING // what is told at once is told before the number is known
    this.#id = (this.layers[origin] as Rumor).broadcast(Uint8Array.of(1))
    let cycles = 0
    const isSilent = (): boolean => this.tellers === 0 && this.sim.pending.datagrams === 0
    const isOver = (): boolean => isSilent() || (until === 'all-know' && this.#receipts.length === nodes - 1)
    do this.sim.run(CYCLE_MS)
    while (++cycles < MOST_CYCLES && !isOver())
    return this.#result(cycles)
  }

  get #cycle(): number {
    return Math.floor(this.sim.now / CYCLE_MS)
  }

  #layer(env: Env, sampler: Pick<PeerSampler, 'sample'>): Rumor {
    const { options } = this.#plan
    const ages = { cutOff: MOST_CYCLES, rememberMs: 2 * MOST_CYCLES * CYCLE_MS, ...options }
    const layer = new Rumor(env, sampler, { judge: 'cycle-start', phase: 'in-step', ...ages, cycleMs: CYCLE_MS })
    this.layers.push(layer)
    return layer
  }

  readonly #tap = (message: RumorMessage): boolean => {
    if (message.tag === RUMOR_TAGS.feedback) this.#countFeedback(message)
    else this.#count(message)
    const { lostCalls = 0 } = this.#plan
    const isCall = message.tag === RUMOR_TAGS.call
    return !isCall || lostCalls === 0 || unit(() => this.sim.workload.next()) >= lostCalls
  }

  #count({ tag, rumors }: Exclude<RumorMessage, RumorFeedback>): void {
    for (const { id, payload } of rumors) {
      if (id !== this.#id && this.#id !== BEGINNING) continue
      if (tag !== RUMOR_TAGS.bodies) this.#tellings++
      if (payload !== undefined) this.#bodies++
    }
  }

  #countFeedback({ needed, needless, wanted }: RumorFeedback): void {
    for (const id of [...needed, ...needless, ...wanted]) if (id === this.#id) this.#fedBack++
  }

  #result(silentAfter: number): RumorRun {
    const receipts = this.#receipts
    const told = receipts.length // the origin's own is not among them
    return {
      missed: this.#plan.nodes - 1 - told,
      tellings: this.#tellings,
      bodies: this.#bodies,
      fedBack: this.#fedBack,
      tAve: told === 0 ? 0 : receipts.reduce((sum, { cycle }) => sum + cycle, 0) / told,
      tLast: receipts.reduce((most, { cycle }) => Math.max(most, cycle), 0),
      lastHop: receipts.reduce((most, { hops }) => Math.max(most, hops), 0),
      silentAfter,
    }
  }
}

function sizeOf(message: Message): number {
  return rumorSize(message as RumorMessage)
}

/** The sampler that ships, over a membership in which everybody is live for ever. */
function uniformly(env: Env, nodes: number): PeerSampler {
  return new UniformSampler({
    node: '',
    liveCount: nodes,
    members: () => [],
    randomLive: () => {
      const drawn = below(() => env.random(), nodes - 1)
      return (drawn < env.self ? drawn : drawn + 1) as PeerId
    },
  })
}
