import { encodeUtf8 } from '../../base/utf8.ts'
import { simWire } from '../../codec/index.ts'
import type { MembershipEvent } from '../../core/ports.ts'
import type { SerfEvent } from '../../membership/serf/events.ts'
import { applySchedule, type Fault, InvariantError, Simulation, type SimNode, type TraceMode } from '../../sim/index.ts'
import { nodeMaker, nodeName, type SimStack } from '../cluster/full-node.ts'
import { Agreement } from './agreement.ts'
import type { Happening } from './property.ts'
import { invariantOf } from './property-invariant.ts'
import type { Scenario } from './scenario.ts'

/** Something that one node told of another. */
export interface ScenarioFact {
  readonly at: number
  readonly by: string
  readonly what: 'joined' | 'suspected' | 'refuted' | 'dead' | 'left'
  readonly of: string
}

/** How a user event spread. */
interface EventSpread {
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
  /** How many faults have begun, each as often as it did. */
  readonly faultsBegun: number
  /** These faults, at the times when they began; only beside a full trace. */
  readonly faults: readonly Fault[]
  /** Nodes that are up at the end. */
  readonly up: number
  /** What nodes see otherwise than it is at the end; empty if all agree. */
  readonly disagreements: readonly string[]
  /** The first property that did not hold; the run ended there. */
  readonly violation: InvariantError | undefined
}

/** Facts that are kept, some 10 MB: n members tell n² of having joined alone. */
const MOST_FACTS = 100_000

/** A scenario under way: the nodes that ship, in a simulation, and what they tell. */
export class ScenarioRun {
  readonly sim: Simulation
  readonly #durationMs: number
  readonly #agreement: Agreement
  readonly #mostFacts: number
  readonly #facts: ScenarioFact[] = []
  readonly #told: Partial<Record<ScenarioFact['what'], number>> = {}
  readonly #events: { firedAt: number; by: string; reached: number; afterMs: number }[] = []
  readonly #faults: Fault[] = []
  #faultsBegun = 0
  readonly #first = new Map<Happening, string>()
  #violation: InvariantError | undefined

  constructor(scenario: Scenario, trace: TraceMode, mostFacts: number = MOST_FACTS) {
    const { seed, nodes, durationMs, swim, accrual, network, faults, events, properties } = scenario
    this.#mostFacts = mostFacts
    const { sizeOf, packetBudget, wire } = simWire(nodes)
    const hasBits = (network.corruption ?? 0) > 0 || faults.some(({ kind }) => kind === 'corruption')
    const make = nodeMaker(swim, accrual)
    this.#durationMs = durationMs
    this.sim = new Simulation({ seed, network, sizeOf, packetBudget, trace, ...(hasBits && { wire }) })
    this.sim.onEvent((node, event) => this.#onEvent(node, event as MembershipEvent | SerfEvent))
    for (let i = 0; i < nodes; i++) this.sim.addNode(make)
    const onBegin = (fault: Fault): void => {
      this.#faultsBegun++
      if (trace === 'full') this.#faults.push(fault)
    }
    applySchedule(this.sim, faults, { restart: make, onBegin })
    for (const { at, node } of events) this.sim.at(at, () => this.#fire(node))
    this.#agreement = new Agreement(this.sim)
    const witness = { agreement: this.#agreement, first: (happening: Happening) => this.#first.get(happening) }
    for (const property of properties) this.sim.addInvariant(invariantOf(property, witness))
  }

  /** Whether no property has been violated; after that nothing more happens. */
  get isSound(): boolean {
    return this.#violation === undefined
  }

  /** Goes on, up to so many events and not beyond a virtual time. @returns how many there were */
  advance(events: number, untilMs: number): number {
    const before = this.sim.counters.events
    if (this.isSound) this.#guarded(() => this.sim.runEvents(events, Math.min(untilMs, this.#durationMs)))
    return this.sim.counters.events - before
  }

  /** Goes on to the end, and judges the whole. */
  finish(): ScenarioOutcome {
    this.advance(Number.POSITIVE_INFINITY, this.#durationMs)
    if (this.isSound) this.#guarded(() => this.sim.finish())
    return this.outcome()
  }

  /** What has become of it so far. */
  outcome(): ScenarioOutcome {
    return {
      sim: this.sim,
      facts: this.#facts,
      told: this.#told,
      events: this.#events,
      faultsBegun: this.#faultsBegun,
      faults: this.#faults,
      up: this.sim.nodes.filter((node) => node.state === 'up').length,
      disagreements: this.#agreement.disagreements(),
      violation: this.#violation,
    }
  }

  #guarded(run: () => void): void {
    try {
      run()
    } catch (error) {
      if (!(error instanceof InvariantError)) throw error
      this.#violation = error
    }
  }

  #fire(index: number): void {
    const node = this.sim.nodes[index] as SimNode
    if (node.state !== 'up') return
    const id = this.#events.push({ firedAt: this.sim.now, by: nodeName(index), reached: 0, afterMs: 0 }) - 1
    ;(node.layer as SimStack).serf.sendEvent(`event-${id}`, encodeUtf8(''), false)
  }

  #onEvent(node: SimNode, event: MembershipEvent | SerfEvent): void {
    if (event.type === 'user-event') return this.#onUserEvent(event.name)
    const what = WORDS[event.type]
    if (what === undefined || !('member' in event)) return
    const said = what === 'gone' ? ((event.member as { state?: string }).state === 'left' ? 'left' : 'dead') : what
    const fact: ScenarioFact = { at: this.sim.now, by: nodeName(node.index), what: said, of: event.member.node }
    this.#told[said] = (this.#told[said] ?? 0) + 1
    if (this.#facts.length < this.#mostFacts) this.#facts.push(fact)
    this.#note(fact, this.sim.nodes[event.member.peer]?.state === 'up')
  }

  #note({ by, what, of }: ScenarioFact, isUp: boolean): void {
    const happening = HAPPENING[what]
    if (happening === undefined) return
    this.#noteFirst(happening, `${by} tells that ${of} is ${what}`)
    if (what === 'dead' && isUp) this.#noteFirst('wrong-death', `${by} tells that ${of} is dead, which is up`)
  }

  #noteFirst(happening: Happening, words: string): void {
    if (!this.#first.has(happening)) this.#first.set(happening, words)
  }

  #onUserEvent(name: string): void {
    const spread = this.#events[Number(name.slice('event-'.length))]
    if (spread === undefined) return
    spread.reached++
    spread.afterMs = this.sim.now - spread.firedAt
  }
}

const HAPPENING: Readonly<Partial<Record<ScenarioFact['what'], Happening>>> = {
  suspected: 'suspicion',
  refuted: 'refutation',
  dead: 'death',
}

const WORDS: Readonly<Record<string, 'joined' | 'suspected' | 'refuted' | 'gone'>> = {
  'member-joined': 'joined',
  'member-suspected': 'suspected',
  'member-refuted': 'refuted',
  'member-gone': 'gone',
}
