import { deriveSeed, Rng } from '../../base/rng.ts'
import type { Channel, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'
import { type Invariant, InvariantError } from '../invariants/invariant.ts'
import type { Network } from '../network/network.ts'
import { TRACE } from '../trace/recorder.ts'
import type { TraceEntry } from '../trace/trace-entry.ts'
import type { Counters } from './counters.ts'
import { Datagrams } from './datagrams.ts'
import { EVENT, EVENT_BITS, EVENT_MASK, ticksOf } from './event-kind.ts'
import { Foresight } from './foresight.ts'
import type { SimOptions } from './options.ts'
import { Places } from './places.ts'
import { type HeldMail, type MakeLayer, type NodeHost, SimNode } from './sim-node.ts'
import { Streams } from './streams.ts'
import { STREAM, World } from './world.ts'

/** Told what a node's stack emits out of its top, while the handler that emits it runs. */
export type EventListener = (node: SimNode, event: Event) => void

/**
 * A cluster in virtual time: nodes that run the same layers as a real one, a network between them, and one queue of
 * events in (time, insertion) order. Nothing in it depends on the machine, so a seed is a run.
 */
export class Simulation {
  readonly #world: World
  readonly #datagrams: Datagrams
  readonly #streams: Streams
  readonly #nodes: SimNode[] = []
  readonly #foresight: Foresight
  readonly #host: NodeHost
  readonly #actions = new Map<number, () => void>()
  readonly #listeners: EventListener[] = []
  readonly #onEmitInvariants: Invariant<Simulation>[] = []
  readonly #periodicInvariants: Invariant<Simulation>[] = []
  #faults: Rng
  #workload: Rng
  #lastAction = 0
  #hasEmitted = false
  #isRunning = false

  constructor(options: SimOptions) {
    this.#world = new World(options)
    const places = new Places()
    this.#datagrams = new Datagrams(this.#world, places)
    this.#streams = new Streams(this.#world, places, this.#nodes)
    this.#foresight = new Foresight(this.#world, this.#nodes, places)
    this.#faults = this.#stream(STREAM.faults)
    this.#workload = this.#stream(STREAM.workload)
    this.#host = {
      send: (node, to, message, channel) => this.#send(node, to, message, channel),
      emit: (node, event) => this.#onEmit(node, event),
      onCrash: (node, held) => this.#onCrash(node, held),
      read: (node, mail) => this.#read(node, mail),
    }
  }

  /** Virtual milliseconds since the simulation began. */
  get now(): number {
    return this.#world.now
  }

  get seed(): number {
    return this.#world.seed
  }

  /** Every node, by index, which is also its PeerId. */
  get nodes(): readonly SimNode[] {
    return this.#nodes
  }

  get network(): Network {
    return this.#world.network
  }

  get counters(): Readonly<Counters> {
    return this.#world.counters
  }

  /** Random numbers for faults; nothing else draws from this stream. */
  get faults(): Rng {
    return this.#faults
  }

  /** Random numbers for the workload; nothing else draws from this stream. */
  get workload(): Rng {
    return this.#workload
  }

  /** 16 hexadecimal digits over everything that happened so far: equal runs, equal digits. */
  get traceHash(): string {
    return this.#world.recorder.hash
  }

  /** Everything that happened so far, if the simulation was told to keep a 'full' trace. */
  get trace(): readonly TraceEntry[] {
    return this.#world.recorder.entries
  }

  /** Datagrams and exchanges that are under way, and timers that are pending. */
  get pending(): { readonly datagrams: number; readonly streams: number; readonly events: number } {
    return { datagrams: this.#datagrams.pending, streams: this.#streams.pending, events: this.#world.wheel.size }
  }

  /** Adds a node and starts it: now, or at virtual time `at` (its state is 'crashed' until then). */
  addNode(make: MakeLayer, at?: number): SimNode {
    const node = new SimNode(this.#nodes.length, this.#world, this.#host)
    this.#nodes.push(node)
    if (at === undefined) node.restart(make)
    else this.at(at, () => node.restart(make))
    return node
  }

  /** Calls `action` at virtual time `ms` (now, if that is past), between the handlers of nodes. */
  at(ms: number, action: () => void): void {
    if (!Number.isFinite(ms)) throw new RangeError(`ms: nothing happens at ${ms}`)
    this.#actions.set(++this.#lastAction, action)
    this.#world.schedule(ticksOf(ms), -1, EVENT.action, this.#lastAction)
  }

  /** Hears what every node's stack emits. */
  onEvent(listener: EventListener): void {
    this.#listeners.push(listener)
  }

  /** From now on `invariant` must hold; when it does not, whoever runs the simulation gets an {@link InvariantError}. */
  addInvariant(invariant: Invariant<Simulation>): void {
    if (invariant.everyMs === undefined) {
      this.#onEmitInvariants.push(invariant)
      return
    }
    if (!(ticksOf(invariant.everyMs) >= 1)) throw new RangeError(`cannot check every ${invariant.everyMs} ms`)
    this.#periodicInvariants.push(invariant)
    this.#scheduleCheck(this.#periodicInvariants.length - 1)
  }

  /** Lets `forMs` of virtual time pass. @throws InvariantError; RangeError for a time that is no number */
  run(forMs: number): void {
    const until = this.#world.tick + ticksOf(aNumber(forMs, 'forMs'))
    this.#guarded(() => {
      while (this.#next(until));
    })
  }

  /**
   * Runs until `predicate` is true or `limitMs` have passed. It is asked at the start and then whenever another
   * `everyMs` of virtual time is over, so that asking costs little however much happens.
   * @returns whether it came true
   * @throws InvariantError; RangeError for a time that is no number
   */
  runUntil(predicate: () => boolean, limitMs: number, everyMs = 1): boolean {
    const limit = this.#world.tick + ticksOf(aNumber(limitMs, 'limitMs'))
    const stride = Math.max(1, ticksOf(aNumber(everyMs, 'everyMs')))
    return this.#guarded(() => {
      while (!predicate()) {
        if (this.#world.tick >= limit) return false
        const until = Math.min(limit, this.#world.tick + stride)
        while (this.#next(until));
      }
      return true
    })
  }

  /** Executes the next event, however far off it is. @returns false if there is none */
  step(): boolean {
    return this.#guarded(() => this.#next(Number.POSITIVE_INFINITY))
  }

  /**
   * Executes at most `count` of the events up to virtual time `untilMs`, which is the time afterwards if there are fewer.
   * @returns how many there were
   * @throws InvariantError; RangeError for a time that is no number
   */
  runEvents(count: number, untilMs: number): number {
    const until = ticksOf(aNumber(untilMs, 'untilMs'))
    return this.#guarded(() => {
      let done = 0
      while (done < count && this.#next(until)) done++
      return done
    })
  }

  /**
   * From now on all chance comes from another seed: the past stays, the future is another one. What is under way arrives
   * as it would have.
   */
  reseed(seed: number): void {
    this.#world.reseed(seed)
    this.#faults = this.#stream(STREAM.faults)
    this.#workload = this.#stream(STREAM.workload)
    for (const node of this.#nodes) node.reseed()
  }

  /** The run is over: asks every invariant that judges a whole run. @throws InvariantError */
  finish(): void {
    for (const invariant of [...this.#onEmitInvariants, ...this.#periodicInvariants]) {
      if (invariant.atEnd !== undefined) this.#judge(invariant, invariant.atEnd(this))
    }
  }

  #stream(purpose: number): Rng {
    return new Rng(deriveSeed(this.seed, purpose))
  }

  #guarded<R>(run: () => R): R {
    if (this.#isRunning) throw new Error('a handler or an action cannot run the simulation that it is part of')
    this.#isRunning = true
    try {
      return run()
    } finally {
      this.#isRunning = false
    }
  }

  #next(limit: number): boolean {
    const { wheel } = this.#world
    const entry = wheel.pop(limit)
    if (entry === -1) return false
    this.#foresight.advance()
    this.#world.counters.events++
    this.#dispatch(entry, wheel.ownerOf(entry), wheel.kindOf(entry), wheel.keyOf(entry))
    if (this.#hasEmitted) this.#checkAfterEmit()
    return true
  }

  #dispatch(entry: number, owner: number, kind: number, key: number): void {
    switch (kind & EVENT_MASK) {
      case EVENT.timer:
        this.#fire(entry, owner, kind >> EVENT_BITS, key)
        return
      case EVENT.datagram:
        this.#datagrams.arrive(key, owner, this.#nodes[owner])
        return
      case EVENT.stream:
        this.#streams.arrive(key)
        return
      case EVENT.streamTimeout:
        this.#world.timers.remove(owner, entry)
        this.#streams.onTimeout(key)
        return
      case EVENT.wake:
        this.#nodes[owner]?.wake(key)
        return
      case EVENT.action:
        this.#act(key)
        return
      case EVENT.serve:
        this.#world.timers.remove(owner, entry)
        this.#nodes[owner]?.serve()
        return
      default:
        this.#checkPeriodically(key)
    }
  }

  #fire(entry: number, owner: number, kind: number, key: number): void {
    this.#world.timers.remove(owner, entry)
    this.#world.counters.timersFired++
    this.#world.recorder.record(this.#world.tick, TRACE.timer, owner, -1, kind, 0)
    const node = this.#nodes[owner] as SimNode
    node.layer.onTimer(kind, key)
  }

  #act(number: number): void {
    const action = this.#actions.get(number)
    this.#actions.delete(number)
    this.#world.recorder.record(this.#world.tick, TRACE.action, -1, -1, 0, 0)
    action?.()
  }

  #send(node: SimNode, to: PeerId, message: Message, channel: Channel): void {
    if (channel === 'datagram') this.#datagrams.send(node, to, message)
    else this.#streams.send(node, to, message)
  }

  #onEmit(node: SimNode, event: Event): void {
    this.#hasEmitted = true
    this.#world.recorder.recordEmit(this.#world.tick, node.index, event.type)
    for (const listener of this.#listeners) listener(node, event)
  }

  #onCrash(node: SimNode, held: readonly HeldMail[]): void {
    for (const mail of held) if (mail.event === EVENT.datagram) this.#datagrams.drop(mail.key, node.index)
    const streams = held.filter((mail) => mail.event === EVENT.stream).map((mail) => mail.key)
    this.#streams.onCrash(node, streams)
  }

  #read(node: SimNode, mail: HeldMail): void {
    if (mail.event === EVENT.datagram) this.#datagrams.read(mail.key, node)
    else this.#streams.read(mail.key, node)
  }

  #checkAfterEmit(): void {
    this.#hasEmitted = false
    for (const invariant of this.#onEmitInvariants) this.#check(invariant)
  }

  #checkPeriodically(index: number): void {
    this.#scheduleCheck(index)
    this.#check(this.#periodicInvariants[index] as Invariant<Simulation>)
  }

  #scheduleCheck(index: number): void {
    const everyMs = this.#periodicInvariants[index]?.everyMs ?? 1
    this.#world.schedule(this.#world.tick + ticksOf(everyMs), -1, EVENT.check, index)
  }

  #check(invariant: Invariant<Simulation>): void {
    this.#judge(invariant, invariant.check(this))
  }

  #judge(invariant: Invariant<Simulation>, detail: string | undefined): void {
    if (detail !== undefined) throw new InvariantError(invariant, detail, this.now, this.seed)
  }
}

/** Nothing is ever later than NaN: a run up to there would not end. */
function aNumber(ms: number, name: string): number {
  if (Number.isNaN(ms)) throw new RangeError(`${name}: NaN is not a time`)
  return ms
}
