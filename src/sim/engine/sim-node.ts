import { deriveSeed } from '../../base/rng.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Event, LagEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import type { Undo } from '../network/network.ts'
import { positive } from '../check.ts'
import { TRACE } from '../trace/recorder.ts'
import { Conditions } from './conditions.ts'
import { EVENT, PARKED, ticksOf, TICKS_PER_MS } from './event-kind.ts'
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
  /** The node's processor has got to this. */
  read(node: SimNode, mail: HeldMail): void
}

/** Something that arrived and has not been read: the node is paused, held, or busy. */
export interface HeldMail {
  readonly event: number
  readonly key: number
}

/** What a held node wants to send. */
interface HeldSend {
  readonly to: PeerId
  readonly message: Message
  readonly channel: Channel
}

/** What may befall a machine, each as often as it overlaps. */
interface NodeConditions {
  readonly holds: Conditions
  readonly shares: Conditions
  readonly drifts: Conditions
}

/** One simulated machine: a place with an address, where one process after another may run. */
export class SimNode {
  // What each message needs comes first, so that it lies close together.
  readonly index: number
  readonly peer: PeerId
  readonly #host: NodeHost
  #isReady = false
  #isHeld = false
  #layer: Layer | undefined
  readonly #world: World
  #state: NodeState = 'crashed'
  #env: NodeEnv | undefined
  #clock: NodeClock
  #processes = 0
  #pauses = 0
  #held: HeldMail[] = []
  #outbox: HeldSend[] = []
  #conditions: NodeConditions | undefined
  readonly #ownDriftPpm: number
  /** What the processor needs for a message; 0: no time at all. */
  #serviceTicks: number
  #isServing = false
  #heldDatagrams = 0
  #lagTicks = 0
  #isWaking = false

  /** @internal made by Simulation.addNode */
  constructor(index: number, world: World, host: NodeHost) {
    this.index = index
    this.peer = index as PeerId
    this.#world = world
    this.#host = host
    this.#ownDriftPpm = world.driftPpmOf(index)
    this.#clock = new NodeClock(0, rateOf(this.#ownDriftPpm))
    this.#serviceTicks = world.serviceTicks(1)
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

  /** How many datagrams have arrived and wait to be read. */
  get heldDatagrams(): number {
    return this.#heldDatagrams
  }

  /** How many messages wait until the node is no longer held. */
  get heldSends(): number {
    return this.#outbox.length
  }

  /** The node's own time now, in ms. */
  get clockMs(): number {
    return this.#clock.read(this.#world.tick) / TICKS_PER_MS
  }

  /** @internal Whether it reads what arrives at once: asked for every message, hence kept. */
  get isReady(): boolean {
    return this.#isReady
  }

  /** @internal Whether what arrives must go through {@link hold}. */
  get isBusy(): boolean {
    return this.#state === 'paused' || this.#isHeld || this.#isSlow
  }

  /** Whether messages queue for its processor. */
  get #isSlow(): boolean {
    return this.#serviceTicks > 0 || this.#isServing
  }

  /** @internal Reads what the next event will need, one reference deeper at each step; see {@link Foresight}. */
  touch(step: number): number {
    if (step === 0) return this.#processes
    const read = this.#layer?.touch?.(step - 1) ?? 0
    return step === 1 && this.#env !== undefined ? read + this.#env.touch() : read
  }

  /** Ends the process at once: timers, open exchanges and unread messages are gone. Nothing if there is none. */
  crash(): void {
    if (this.#state === 'crashed') return
    this.#state = 'crashed'
    this.#env?.close()
    this.#isWaking = false
    this.#isServing = false
    this.#lagTicks = 0
    this.#outbox = []
    this.#refresh()
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
    this.#clock = new NodeClock(this.#world.tick, this.#rate())
    const env = new NodeEnv(this.peer, this.#world, this.#clock, this, seed)
    this.#env = env
    this.#state = 'up'
    this.#refresh()
    this.#layer = make(env)
    this.#layer.start()
  }

  /** Stops the process as SIGSTOP does: its time stands still, what arrives waits. Nothing if it does not run. */
  pause(): void {
    if (this.#state !== 'up') return
    this.#state = 'paused'
    this.#pauses++
    this.#isWaking = false
    this.#refresh()
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
    this.#refresh()
    this.#lagTicks += missed
    this.#record(TRACE.resume)
    this.#world.schedule(this.#world.tick, this.index, EVENT.wake, this.#processes)
    if (!this.#isSlow) this.#readOn() // what has waited comes before the timers that are late
    this.#world.shiftAllOwned(this.index, missed - PARKED)
    this.#sendOn() // sets time-outs, as serving does: they were not parked
    this.#serveNext()
  }

  /**
   * Holds what the node sends and what it should read, as one that is blocked before each send and after each receive
   * (Dadgar, Phillips and Currey, "Lifeguard: Local Health Awareness for More Accurate Failure Detection", 2018,
   * section 5). Its timers run, its time goes on. @returns what lets everything go, in the order in which it came
   */
  holdMail(): Undo {
    return this.#ownConditions.holds.add(0)
  }

  /**
   * Leaves the node only a share of its processor: each message takes `serviceMs / share`, one after the other. Timers
   * are not late by it. @param share above 0, at most 1; of several the smallest counts
   */
  limitCpu(share: number): Undo {
    if (!(share > 0 && share <= 1)) throw new RangeError(`share: ${share} is not above 0 and at most 1`)
    return this.#ownConditions.shares.add(share)
  }

  /**
   * Lets the node's clock gain so many millionths (lose, if negative); timers that are pending follow. Several add up,
   * but never so far that it stands still.
   * @param ppm above -1,000,000
   */
  driftClock(ppm: number): Undo {
    positive(1_000_000 + ppm, 'ppm + 1000000')
    return this.#ownConditions.drifts.add(ppm)
  }

  /** Sets the node's clock forward: its timers are due so much earlier. Set back it stands still that long. */
  jumpClock(ms: number): void {
    if (this.#state === 'crashed') return
    if (!Number.isFinite(ms)) throw new RangeError(`ms: a clock cannot jump by ${ms}`)
    const { tick } = this.#world
    this.#clock.jump(tick, ticksOf(ms))
    const earlier = Math.round(ticksOf(ms) / this.#clock.rate)
    const first = this.#clock.base(tick) + (this.#clock.isPaused ? PARKED : 0)
    this.#world.moveAllOwned(this.index, (at) => Math.max(first, at - earlier))
    this.#record(TRACE.clock)
  }

  /** @internal The world's seed has changed: from now on the process draws by it. */
  reseed(): void {
    this.#env?.reseed(deriveSeed(this.#world.seed, STREAM.node, this.index, this.#processes - 1))
  }

  /** @internal Keeps what arrived until it can be read. @returns false for a datagram that the receive buffer has no room for */
  hold(event: number, key: number): boolean {
    if (event === EVENT.datagram) {
      if (this.#heldDatagrams >= this.#world.network.receiveBuffer) return false
      this.#heldDatagrams++
    }
    this.#held.push({ event, key })
    this.#serveNext()
    return true
  }

  /** @internal The processor is done with the message at the head of its queue. */
  serve(): void {
    this.#isServing = false
    this.#refresh()
    if (this.#isHeld) return
    const mail = this.#held.shift()
    if (mail === undefined) return
    if (mail.event === EVENT.datagram) this.#heldDatagrams--
    this.#host.read(this, mail)
    this.#readOn()
  }

  /** @internal Tells a resumed process how long it was away. @returns whether there was anything to tell */
  wake(process: number): boolean {
    if (!this.#isWaking || process !== this.#processes) return false
    const event: LagEvent = { type: 'lag', ms: this.#lagTicks / TICKS_PER_MS }
    this.#isWaking = false
    this.#refresh()
    this.#lagTicks = 0
    this.#record(TRACE.lag)
    this.layer.onEvent(event)
    return true
  }

  /** @internal What its process sends. */
  send(to: PeerId, message: Message, channel: Channel): void {
    if (this.#isHeld) this.#outbox.push({ to, message, channel })
    else this.#host.send(this, to, message, channel)
  }

  /** @internal What its process tells. */
  emit(event: Event): void {
    this.#host.emit(this, event)
  }

  #refresh(): void {
    this.#isReady = this.#state === 'up' && !this.#isWaking && !this.isBusy
  }

  /** Most nodes of a large cluster never have any. */
  get #ownConditions(): NodeConditions {
    this.#conditions ??= {
      holds: new Conditions(() => this.#onHold()),
      shares: new Conditions(() => this.#onShare()),
      drifts: new Conditions(() => this.#onDrift()),
    }
    return this.#conditions
  }

  /** Lets the node read what waits, if it can: all at once, or as its processor allows. */
  #readOn(): void {
    if (this.#state !== 'up' || this.#isHeld) return
    if (this.#isSlow) this.#serveNext()
    else for (const { event, key } of this.#takeHeld()) this.#world.schedule(this.#world.tick, this.index, event, key)
  }

  #serveNext(): void {
    if (this.#isServing || this.#state !== 'up' || this.#isHeld) return
    if (this.#held.length === 0 || this.#serviceTicks === 0) return
    this.#isServing = true
    this.#refresh()
    this.#world.scheduleOwned(this.#world.tick + this.#serviceTicks, this.index, EVENT.serve, 0, 0)
  }

  #onHold(): void {
    const isHeld = this.#ownConditions.holds.size > 0
    if (isHeld === this.#isHeld) return
    this.#isHeld = isHeld
    this.#refresh()
    this.#record(isHeld ? TRACE.hold : TRACE.release)
    this.#sendOn()
    this.#readOn()
  }

  /** Sends what was held, if the process can. */
  #sendOn(): void {
    if (this.#state !== 'up' || this.#isHeld) return
    const sends = this.#outbox
    this.#outbox = []
    for (const { to, message, channel } of sends) this.#host.send(this, to, message, channel)
  }

  #onShare(): void {
    this.#serviceTicks = this.#world.serviceTicks(this.#ownConditions.shares.least(1))
    this.#refresh()
    this.#record(TRACE.cpu)
    this.#readOn()
  }

  #onDrift(): void {
    const { tick } = this.#world
    const [before, after] = [this.#clock.rate, this.#rate()]
    this.#clock.setRate(tick, after)
    const base = this.#clock.base(tick) + (this.#clock.isPaused ? PARKED : 0)
    this.#world.moveAllOwned(this.index, (at) => base + Math.ceil(((at - base) * before) / after))
    this.#record(TRACE.clock)
  }

  #rate(): number {
    return rateOf(this.#ownDriftPpm + (this.#conditions?.drifts.sum() ?? 0))
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

/** Own ticks per virtual tick, above 0 however many drifts add up. */
function rateOf(driftPpm: number): number {
  return Math.max(LEAST_RATE, 1 + driftPpm / 1_000_000)
}

/** A millionth: timers are divided by the rate. */
const LEAST_RATE = 1e-6
