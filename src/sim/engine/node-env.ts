import { Rng } from '../../base/rng.ts'
import type { Channel, Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'
import { EVENT, PARKED, ticksOf, TICKS_PER_MS } from './event-kind.ts'
import type { NodeClock } from './node-clock.ts'
import type { World } from './world.ts'

/** Where a node's messages and events go. */
export interface Outlet {
  send(to: PeerId, message: Message, channel: Channel): void
  emit(event: Event): void
}

/** The environment of one process: of a node between its start (or restart) and its crash. */
export class NodeEnv implements Env {
  readonly self: PeerId
  readonly packetBudget: number
  readonly #world: World
  readonly #clock: NodeClock
  readonly #outlet: Outlet
  #rng: Rng
  #isClosed = false

  /** @param seed of this process's random stream */
  constructor(self: PeerId, world: World, clock: NodeClock, outlet: Outlet, seed: number) {
    this.self = self
    this.packetBudget = world.packetBudget
    this.#world = world
    this.#clock = clock
    this.#outlet = outlet
    this.#rng = new Rng(seed)
  }

  now(): number {
    return this.#clock.read(this.#world.tick) / TICKS_PER_MS
  }

  random(): number {
    return this.#rng.next()
  }

  sizeOf(message: Message): number {
    return this.#world.sizeOf(message)
  }

  send(to: PeerId, message: Message, channel: Channel): void {
    if (!this.#isClosed) this.#outlet.send(to, message, channel)
  }

  setTimer(delayMs: number, kind: number, key: number): TimerId {
    if (this.#isClosed) return SPENT
    const due = this.#clock.base(this.#world.tick) + Math.max(0, ticksOf(delayMs)) / this.#clock.rate
    return this.#world.scheduleOwned(this.#clock.isPaused ? due + PARKED : due, this.self, EVENT.timer, kind, key)
  }

  clearTimer(timer: TimerId): void {
    if (!this.#isClosed) this.#world.cancelOwned(this.self, timer)
  }

  emit(event: Event): void {
    if (!this.#isClosed) this.#outlet.emit(event)
  }

  /** From now on chance comes from another seed. */
  reseed(seed: number): void {
    this.#rng = new Rng(seed)
  }

  /** Reads what each call needs. */
  touch(): number {
    return this.#rng.touch() + this.#clock.rate
  }

  /** The process is gone: whatever its layer still tries has no effect. */
  close(): void {
    this.#isClosed = true
  }
}

/** A handle that no pending timer has. */
const SPENT = -1
