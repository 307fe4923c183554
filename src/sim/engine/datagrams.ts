import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { TRACE } from '../trace/recorder.ts'
import { EVENT, ticksOf } from './event-kind.ts'
import { Mailbag } from './mailbag.ts'
import type { Places } from './places.ts'
import type { SimNode } from './sim-node.ts'
import type { World } from './world.ts'

/** Datagrams between their sender and their receiver. */
export class Datagrams {
  readonly #world: World
  readonly #places: Places
  readonly #bag = new Mailbag()

  constructor(world: World, places: Places) {
    this.#world = world
    this.#places = places
  }

  /** How many are under way or wait for a paused node. */
  get pending(): number {
    return this.#bag.size
  }

  /** Sends one: it is lost, or will arrive once or twice. */
  send(from: SimNode, to: PeerId, message: Message): void {
    const { network, counters, wheel, wire } = this.#world
    const bytes = wire?.encode(message)
    const size = bytes === undefined ? this.#world.sizeOf(message) : bytes.length
    counters.datagramsSent++
    counters.datagramBytes += size
    counters.countTags(message)
    const sending = network.sendingDelay(from.peer, wheel.now, size, 'datagram')
    const delay = network.datagramDelay(from.peer, to, wheel.now, this.#places.next(from.index, wheel.now))
    if (delay < 0 || sending < 0) return this.#lose(from.index, to, message, size)
    this.#dispatch(from.index, to, message, this.#carry(message, bytes, 'first'), size, sending + delay)
    const second = network.duplicateDelay(from.peer, to)
    if (second < 0) return
    counters.datagramsDuplicated++
    this.#dispatch(from.index, to, message, this.#carry(message, bytes, 'second'), size, sending + second)
  }

  /** One arrives at a node, if there is one. */
  arrive(place: number, at: number, node: SimNode | undefined): void {
    if (node?.isReady === true) this.read(place, node)
    else if (node === undefined || node.state === 'crashed') this.drop(place, at)
    else if (node.isBusy) {
      if (!node.hold(EVENT.datagram, place)) this.drop(place, at)
    } else this.#world.schedule(this.#world.tick, at, EVENT.datagram, place) // behind the news of how long it was away
  }

  /** Nobody will read it. */
  drop(place: number, at: number): void {
    const size = this.#bag.sizeOf(place)
    const from = this.#bag.fromOf(place)
    this.#world.counters.datagramsDropped++
    this.#record(TRACE['datagram-dropped'], at, from, this.#bag.take(place).tag, size, this.#bag.sentTickOf(place))
  }

  /** A node reads one that has arrived. */
  read(place: number, node: SimNode): void {
    const from = this.#bag.fromOf(place) as PeerId
    const size = this.#bag.sizeOf(place)
    const message = this.#bag.take(place)
    this.#world.counters.datagramsDelivered++
    this.#record(TRACE.datagram, node.index, from, message.tag, size, this.#bag.sentTickOf(place))
    node.layer.onMessage(from, message)
  }

  /** What becomes of a message on the way: itself, another if a bit was flipped, or nothing that can be read. */
  #carry(message: Message, bytes: Uint8Array | undefined, copy: 'first' | 'second'): Message | undefined {
    const { network, counters, wire } = this.#world
    const corrupting = network.corruptionDraws(copy)
    if (corrupting !== undefined) counters.datagramsCorrupted++
    if (bytes === undefined || wire === undefined) return corrupting === undefined ? message : undefined
    return corrupting === undefined ? wire.decode(bytes) : wire.decodeCorrupted(bytes, corrupting)
  }

  /** @param arriving what its reader makes of `sent`; undefined if nothing */
  #dispatch(
    from: number,
    to: PeerId,
    sent: Message,
    arriving: Message | undefined,
    size: number,
    delayMs: number,
  ): void {
    if (arriving === undefined) return this.#lose(from, to, sent, size)
    const { wheel } = this.#world
    wheel.schedule(wheel.now + ticksOf(delayMs), to, EVENT.datagram, this.#bag.put(from, arriving, size, wheel.now))
  }

  #lose(from: number, to: PeerId, message: Message, size: number): void {
    this.#world.counters.datagramsLost++
    this.#record(TRACE['datagram-lost'], from, to, message.tag, size)
  }

  #record(kind: number, node: number, peer: number, tag: number, size: number, sentTick = -1): void {
    this.#world.recorder.record(this.#world.tick, kind, node, peer, tag, size, sentTick)
  }
}
