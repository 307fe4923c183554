import { simWire } from '../../codec/index.ts'
import type { MembershipEvent } from '../../core/ports.ts'
import type { SerfEvent } from '../../membership/serf/events.ts'
import { applySchedule, Simulation, type SimNode, type TraceMode } from '../../sim/index.ts'
import { nodeMaker, nodeName, type SimStack } from '../cluster/full-node.ts'
import { breathe } from '../measure.ts'
import type { Scenario } from './scenario.ts'

/** Something that one node told of another. */
export interface ScenarioFact {
  readonly at: number
  readonly by: string
  readonly what: 'joined' | 'suspected' | 'refuted' | 'dead' | 'left'
  readonly of: string
}

/** How a user event spread. */
export interface EventSpread {
  readonly firedAt: number
  readonly by: string
  /** Nodes that have it. */
  readonly reached: number
  /** Until the last of them had it, ms. */
  readonly afterMs: number
}

/** What became of a scenario. */
export interface ScenarioOutcome {
  readonly sim: Simulation
  /** In the order in which they were told; the first of very many. */
  readonly facts: readonly ScenarioFact[]
  /** How often each was told, those that are not kept included. */
  readonly told: Readonly<Partial<Record<ScenarioFact['what'], number>>>
  readonly events: readonly EventSpread[]
  /** Nodes that are up at the end. */
  readonly up: number
  /** What nodes see otherwise than it is at the end; empty if all agree. */
  readonly disagreements: readonly string[]
}

/** What a run may be told. */
export interface RunOptions {
  readonly trace?: TraceMode
  /** Facts that are kept; default 100,000, some 10 MB: n members tell n² of having joined alone. */
  readonly mostFacts?: number
  readonly signal: AbortSignal
  readonly progress: (done: number) => void
}

const MOST_FACTS = 100_000
const STEPS = 200
const NO_PAYLOAD = new Uint8Array(0)

/** Runs a scenario with the nodes that ship. @throws the signal's reason */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<ScenarioOutcome> {
  const run = new Run(scenario, options)
  for (let step = 1; step <= STEPS; step++) {
    run.sim.run(scenario.durationMs / STEPS)
    options.progress(step / STEPS)
    await breathe(options.signal)
  }
  return run.outcome()
}

class Run {
  readonly sim: Simulation
  readonly #mostFacts: number
  readonly #facts: ScenarioFact[] = []
  readonly #told: Partial<Record<ScenarioFact['what'], number>> = {}
  readonly #events: { firedAt: number; by: string; reached: number; afterMs: number }[] = []

  constructor({ seed, nodes, swim, network, faults, events }: Scenario, options: RunOptions) {
    const { trace = 'hash', mostFacts = MOST_FACTS } = options
    this.#mostFacts = mostFacts
    const { sizeOf, packetBudget } = simWire(nodes)
    const make = nodeMaker(swim)
    this.sim = new Simulation({ seed, network, sizeOf, packetBudget, trace })
    this.sim.onEvent((node, event) => this.#onEvent(node, event as MembershipEvent | SerfEvent))
    for (let i = 0; i < nodes; i++) this.sim.addNode(make)
    applySchedule(this.sim, faults, { restart: make })
    for (const { at, node } of events) this.sim.at(at, () => this.#fire(node))
  }

  outcome(): ScenarioOutcome {
    const up = this.sim.nodes.filter((node) => node.state === 'up')
    const disagreements = up.flatMap((node) => disagreementsOf(node, this.sim))
    const [facts, told, events] = [this.#facts, this.#told, this.#events]
    return { sim: this.sim, facts, told, events, up: up.length, disagreements }
  }

  #fire(index: number): void {
    const node = this.sim.nodes[index] as SimNode
    if (node.state !== 'up') return
    const id = this.#events.push({ firedAt: this.sim.now, by: nodeName(index), reached: 0, afterMs: 0 }) - 1
    ;(node.layer as SimStack).serf.sendEvent(`event-${id}`, NO_PAYLOAD, false)
  }

  #onEvent(node: SimNode, event: MembershipEvent | SerfEvent): void {
    if (event.type === 'user-event') return this.#onUserEvent(event.name)
    const what = wordFor(event)
    if (what === undefined || !('member' in event)) return
    this.#told[what] = (this.#told[what] ?? 0) + 1
    if (this.#facts.length >= this.#mostFacts) return
    this.#facts.push({ at: this.sim.now, by: nodeName(node.index), what, of: event.member.node })
  }

  #onUserEvent(name: string): void {
    const spread = this.#events[Number(name.slice('event-'.length))]
    if (spread === undefined) return
    spread.reached++
    spread.afterMs = this.sim.now - spread.firedAt
  }
}

function wordFor(event: MembershipEvent | SerfEvent): ScenarioFact['what'] | undefined {
  if (event.type === 'member-gone') return event.member.state === 'left' ? 'left' : 'dead'
  return WORDS[event.type]
}

const WORDS: Readonly<Partial<Record<string, ScenarioFact['what']>>> = {
  'member-joined': 'joined',
  'member-suspected': 'suspected',
  'member-refuted': 'refuted',
}

function disagreementsOf(node: SimNode, sim: Simulation): string[] {
  const { swim } = node.layer as SimStack
  return sim.nodes.flatMap((other) => {
    const seen = swim.find(nodeName(other.index))?.state ?? 'unknown'
    const isSeenUp = seen === 'alive' || seen === 'suspect'
    if (isSeenUp === (other.state === 'up')) return []
    return [`${nodeName(node.index)} sees ${nodeName(other.index)} ${seen}, which is ${other.state}`]
  })
}
