import { deriveSeed } from '../../base/rng.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Event, LagEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import { TRACE } from '../trace/recorder.ts'
import { EVENT, PARKED, TICKS_PER_MS } from './event-kind.ts'
import { NodeClock } from './node-clock.ts'
import { NodeEnv } from './node-env.ts'
import { STREAM, type World } from './world.ts'

/** Makes what runs on a node. */
export type MakeLayer = (env: Env) => Layer

/** Whether a node runs: 'crashed' is also what has not started yet. */
export type NodeState = 'up' | 'crashed' | 'paused'

/** What a node asks of the simulation that it is part of. */
export interface NodeHost {
  send(node: SimNode, to: PeerId, message: Message, channel: Channel): void
  emit(node: SimNode, event: Event): void
  /** The node's process is gone; `held` is what waited for it. */
  onCrash(node: SimNode, held: readonly HeldMail[]): void
}

/** Something that arrived while a node was paused. */
export interface HeldMail {
  readonly event: number
  readonly key: number
}

/** One simulated machine: a place with an address, where one process after another may run. */
export class SimNode {
  readonly index: number
  readonly peer: PeerId
  readonly #world: World
  readonly #host: NodeHost
  #state: NodeState = 'crashed'
  #layer: Layer | undefined
  #env: NodeEnv | undefined
  #clock = new NodeClock()
  #processes = 0
  #pauses = 0
  #held: HeldMail[] = []
  #heldDatagrams = 0
  #lagTicks = 0
  #isWaking = false

  /** @internal made by Simulation.addNode */
  constructor(index: number, world: World, host: NodeHost) {
    this.index = index
    this.peer = index as PeerId
    this.#world = world
    this.#host = host
  }

  /** What runs here, or ran here last. @throws Error before the first start */
  get layer(): Layer {
    if (this.#layer === undefined) throw new Error(`node ${this.index} has not started yet`)
    return this.#layer
  }

  get state(): NodeState {
    return this.#state
  }

  /** How many processes have run here, the present one included. */
  get processes(): number {
    return this.#processes
  }

  /** How often it has been paused. */
  get pauses(): number {
    return this.#pauses
  }

  /** Whether it has resumed, but has not yet been told how long it was away. */
  get isWaking(): boolean {
    return this.#isWaking
  }

  /** How many datagrams wait for it to resume. */
  get heldDatagrams(): number {
    return this.#heldDatagrams
  }

  /** Ends the process at once: timers, open exchanges and unread messages are gone. Nothing if there is none. */
  crash(): void {
    if (this.#state === 'crashed') return
    this.#state = 'crashed'
    this.#env?.close()
    this.#isWaking = false
    this.#lagTicks = 0
    this.#world.cancelAllOwned(this.index)
    this.#record(TRACE.crash)
    this.#host.onCrash(this, this.#takeHeld())
  }

  /**
   * Starts a new process under the same address, with nothing but what `make` gives it and a fresh random stream.
   * A process that still runs is ended first.
   */
  restart(make: MakeLayer): void {
    this.crash()
    this.#record(this.#processes === 0 ? TRACE.start : TRACE.restart)
    const seed = deriveSeed(this.#world.seed, STREAM.node, this.index, this.#processes)
    this.#processes++
    this.#clock = new NodeClock()
    const env = new NodeEnv(this.peer, this.#world, this.#clock, this.#outlet(), seed)
    this.#env = env
    this.#state = 'up'
    this.#layer = make(env)
    this.#layer.start()
  }

  /** Stops the process as SIGSTOP does: its time stands still, what arrives waits. Nothing if it does not run. */
  pause(): void {
    if (this.#state !== 'up') return
    this.#state = 'paused'
    this.#pauses++
    this.#isWaking = false
    this.#clock.pause(this.#world.tick)
    this.#world.shiftAllOwned(this.index, PARKED)
    this.#record(TRACE.pause)
  }

  /**
   * Lets a paused process run on. As soon as the simulation runs it gets, in this order: a lag event, what arrived
   * meanwhile, and its timers, late by as much as it was away.
   */
  resume(): void {
    if (this.#state !== 'paused') return
    const missed = this.#clock.resume(this.#world.tick)
    this.#state = 'up'
    this.#isWaking = true
    this.#lagTicks += missed
    this.#record(TRACE.resume)
    this.#world.schedule(this.#world.tick, this.index, EVENT.wake, this.#processes)
    for (const { event, key } of this.#takeHeld()) this.#world.schedule(this.#world.tick, this.index, event, key)
    this.#world.shiftAllOwned(this.index, missed - PARKED)
  }

  /** @internal Keeps what arrived during a pause. @returns false for a datagram that the receive buffer has no room for */
  hold(event: number, key: number): boolean {
    if (event === EVENT.datagram) {
      if (this.#heldDatagrams >= this.#world.network.receiveBuffer) return false
      this.#heldDatagrams++
    }
    this.#held.push({ event, key })
    return true
  }

  /** @internal Tells a resumed process how long it was away. @returns whether there was anything to tell */
  wake(process: number): boolean {
    if (!this.#isWaking || process !== this.#processes) return false
    const event: LagEvent = { type: 'lag', ms: this.#lagTicks / TICKS_PER_MS }
    this.#isWaking = false
    this.#lagTicks = 0
    this.#record(TRACE.lag)
    this.layer.onEvent(event)
    return true
  }

  #outlet(): { send(to: PeerId, message: Message, channel: Channel): void; emit(event: Event): void } {
    return {
      send: (to, message, channel) => this.#host.send(this, to, message, channel),
      emit: (event) => this.#host.emit(this, event),
    }
  }

  #takeHeld(): HeldMail[] {
    const held = this.#held
    this.#held = []
    this.#heldDatagrams = 0
    return held
  }

  #record(kind: number): void {
    this.#world.recorder.record(this.#world.tick, kind, this.index, -1, 0, 0)
  }
}
