import type { PeerId } from '../../core/env.ts'
import type { UndeliverableEvent } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'
import { RETRANSMIT_MS } from '../network/network.ts'
import { TRACE } from '../trace/recorder.ts'
import { EVENT, PARKED, ticksOf } from './event-kind.ts'
import type { Exchange, Leg } from './exchange.ts'
import type { Places } from './places.ts'
import type { SimNode } from './sim-node.ts'
import type { World } from './world.ts'

/**
 * Streams: one exchange a connection. It connects (one way there, one back), carries its message (one way) and, if that
 * expects one, the answer (one way). A leg whose path is cut is sent again until the opener's time-out.
 */
export class Streams {
  readonly #world: World
  readonly #places: Places
  readonly #nodes: readonly SimNode[]
  readonly #exchanges = new Map<number, Exchange>()
  /** By node: the exchanges whose request it has read and not answered yet, oldest first. */
  readonly #unanswered = new Map<number, Exchange[]>()
  /** The exchange whose request is being handled right now. */
  #current: Exchange | undefined
  #lastId = 0

  constructor(world: World, places: Places, nodes: readonly SimNode[]) {
    this.#world = world
    this.#places = places
    this.#nodes = nodes
  }

  /** How many exchanges have not ended. */
  get pending(): number {
    return this.#exchanges.size
  }

  /** Answers the peer that waits for `node`, or opens a stream. */
  send(node: SimNode, to: PeerId, message: Message): void {
    const waiting = this.#world.expectsReply(message) ? undefined : this.#awaiting(node, to)
    if (waiting === undefined) this.#open(node, to, message)
    else this.#answer(waiting, message)
  }

  /** A leg of an exchange has come to its end. */
  arrive(id: number): void {
    const exchange = this.#exchanges.get(id)
    if (exchange === undefined) return
    if (exchange.leg === 'connect') this.#onConnect(exchange)
    else if (exchange.leg === 'request') this.#onRequest(exchange)
    else this.#onReturn(exchange)
  }

  /** A node reads a leg that has arrived and waited for it. */
  read(id: number, node: SimNode): void {
    const exchange = this.#exchanges.get(id)
    if (exchange === undefined || this.#endsUnwanted(exchange)) return
    if (exchange.leg === 'request') this.#deliverRequest(exchange, node)
    else this.#finish(exchange, node)
  }

  /** The opener has waited long enough. */
  onTimeout(id: number): void {
    const exchange = this.#exchanges.get(id)
    if (exchange !== undefined) this.#fail(exchange, `no answer within ${this.#world.network.streamTimeoutMs} ms`)
  }

  /** A process has ended: its own exchanges are gone, and those that it should have answered are reset. */
  onCrash(node: SimNode, held: readonly number[]): void {
    for (const exchange of this.#exchanges.values()) if (exchange.from === node.index) exchange.isOpen = false
    for (const exchange of this.#unanswered.get(node.index) ?? []) this.#reset(exchange)
    this.#unanswered.delete(node.index)
    for (const id of held) this.#loseHeld(id)
  }

  #loseHeld(id: number): void {
    const exchange = this.#exchanges.get(id)
    if (exchange?.leg === 'request') this.#reset(exchange)
    else this.#exchanges.delete(id)
  }

  #open(node: SimNode, to: PeerId, message: Message): void {
    const [request, requestSize] = this.#encode(message)
    const exchange: Exchange = {
      id: ++this.#lastId,
      from: node.index,
      to,
      toProcess: 0,
      request,
      requestSize,
      wantsReply: this.#world.expectsReply(message),
      leg: 'connect',
      sentTick: 0,
      isOpen: true,
      isReceived: false,
      timeout: 0,
      reply: undefined,
      replySize: 0,
      retryMs: RETRANSMIT_MS,
    }
    const due = this.#world.tick + ticksOf(this.#world.network.streamTimeoutMs)
    const parked = node.state === 'paused' ? PARKED : 0
    exchange.timeout = this.#world.scheduleOwned(due + parked, node.index, EVENT.streamTimeout, 0, exchange.id)
    this.#exchanges.set(exchange.id, exchange)
    this.#world.counters.streamsOpened++
    this.#record(TRACE['stream-opened'], node.index, to, message.tag, requestSize)
    this.#travel(exchange, 'connect', exchange.from, exchange.to)
  }

  #onConnect(exchange: Exchange): void {
    if (this.#endsUnwanted(exchange)) return
    if (this.#isCut(exchange.from, exchange.to) || this.#isCut(exchange.to, exchange.from)) {
      this.#retry(exchange)
      return
    }
    const target = this.#nodes[exchange.to]
    if (target === undefined || target.state === 'crashed') {
      this.#travel(exchange, 'refused', exchange.to, exchange.from)
      return
    }
    exchange.toProcess = target.processes
    const back = this.#delayTicks(exchange.to, exchange.from)
    this.#travel(exchange, 'request', exchange.from, exchange.to, back)
  }

  #onRequest(exchange: Exchange): void {
    const target = this.#nodes[exchange.to] as SimNode
    if (this.#endsUnwanted(exchange)) return
    if (!exchange.isReceived && this.#isCut(exchange.from, exchange.to)) this.#retry(exchange)
    else if (target.state === 'crashed' || target.processes !== exchange.toProcess) this.#reset(exchange)
    else {
      exchange.isReceived = true
      if (!exchange.wantsReply) this.#close(exchange) // the other machine has it: that is all a sender ever learns
      if (!this.#mustWait(target, exchange)) this.#deliverRequest(exchange, target)
    }
  }

  #deliverRequest(exchange: Exchange, target: SimNode): void {
    exchange.leg = 'waiting'
    if (exchange.wantsReply) this.#expectAnswer(target, exchange)
    else this.#exchanges.delete(exchange.id)
    this.#record(
      TRACE['stream-request'],
      exchange.to,
      exchange.from,
      exchange.request.tag,
      exchange.requestSize,
      exchange.sentTick,
    )
    this.#current = exchange.wantsReply ? exchange : undefined
    target.layer.onMessage(exchange.from as PeerId, exchange.request)
    this.#current = undefined
  }

  /** The answer, a refusal or a reset comes back to who opened the stream. */
  #onReturn(exchange: Exchange): void {
    const opener = this.#nodes[exchange.from] as SimNode
    if (this.#endsUnwanted(exchange)) return
    if (!exchange.isReceived && this.#isCut(exchange.to, exchange.from)) this.#retry(exchange)
    else {
      exchange.isReceived = true
      if (!this.#mustWait(opener, exchange)) this.#finish(exchange, opener)
    }
  }

  #finish(exchange: Exchange, opener: SimNode): void {
    if (exchange.leg === 'refused') this.#fail(exchange, 'the connection was refused')
    else if (exchange.leg === 'reset') this.#fail(exchange, 'the connection was reset')
    else {
      const reply = exchange.reply as Message
      this.#close(exchange)
      this.#exchanges.delete(exchange.id)
      this.#world.counters.streamsAnswered++
      this.#record(TRACE['stream-reply'], exchange.from, exchange.to, reply.tag, exchange.replySize, exchange.sentTick)
      opener.layer.onMessage(exchange.to as PeerId, reply)
    }
  }

  /** Whether the node cannot read now; if so the leg is kept for it. */
  #mustWait(node: SimNode, exchange: Exchange): boolean {
    if (node.isBusy) node.hold(EVENT.stream, exchange.id)
    else if (node.isWaking) this.#world.schedule(this.#world.tick, node.index, EVENT.stream, exchange.id)
    else return false
    return true
  }

  #expectAnswer(node: SimNode, exchange: Exchange): void {
    const known = this.#unanswered.get(node.index) ?? []
    const kept = known.length < MANY_UNANSWERED ? known : known.filter((other) => this.#isStillWanted(other))
    kept.push(exchange)
    this.#unanswered.set(node.index, kept)
  }

  #isStillWanted(exchange: Exchange): boolean {
    if (!exchange.isOpen) this.#exchanges.delete(exchange.id)
    return exchange.isOpen
  }

  /** The exchange that a stream message from `node` to `to` answers: the one in hand, else the oldest. */
  #awaiting(node: SimNode, to: PeerId): Exchange | undefined {
    const unanswered = this.#unanswered.get(node.index)
    if (unanswered === undefined || unanswered.length === 0) return undefined
    const current = this.#current
    if (current !== undefined && current.from === to && unanswered.includes(current)) return current
    const toPeer = unanswered.filter((exchange) => exchange.from === to)
    return toPeer.find((exchange) => exchange.isOpen) ?? toPeer[0]
  }

  #answer(exchange: Exchange, message: Message): void {
    const unanswered = this.#unanswered.get(exchange.to) as Exchange[]
    unanswered.splice(unanswered.indexOf(exchange), 1)
    const [reply, replySize] = this.#encode(message)
    if (!exchange.isOpen) {
      this.#exchanges.delete(exchange.id)
      return
    }
    exchange.reply = reply
    exchange.replySize = replySize
    this.#travel(exchange, 'reply', exchange.to, exchange.from)
  }

  #reset(exchange: Exchange): void {
    if (exchange.isOpen) this.#travel(exchange, 'reset', exchange.to, exchange.from)
    else this.#exchanges.delete(exchange.id)
  }

  /** Ends a leg whose opener has given up; a request that has reached the other machine is read all the same. */
  #endsUnwanted(exchange: Exchange): boolean {
    if (exchange.isOpen || (exchange.leg === 'request' && exchange.isReceived)) return false
    this.#exchanges.delete(exchange.id)
    return true
  }

  #travel(exchange: Exchange, leg: Leg, from: number, to: number, after = 0): void {
    exchange.leg = leg
    exchange.sentTick = this.#world.tick + after
    exchange.isReceived = false
    exchange.retryMs = RETRANSMIT_MS
    const due = this.#world.tick + after + this.#sendingTicks(exchange, from) + this.#delayTicks(from, to)
    this.#world.schedule(due, to, EVENT.stream, exchange.id)
  }

  #retry(exchange: Exchange): void {
    const at = exchange.leg === 'connect' || exchange.leg === 'request' ? exchange.to : exchange.from
    this.#world.schedule(this.#world.tick + ticksOf(exchange.retryMs), at, EVENT.stream, exchange.id)
    exchange.retryMs *= 2
  }

  #fail(exchange: Exchange, reason: string): void {
    const opener = this.#nodes[exchange.from] as SimNode
    this.#close(exchange)
    if (exchange.leg === 'refused' || exchange.leg === 'reset') this.#exchanges.delete(exchange.id)
    this.#world.counters.streamsFailed++
    this.#record(TRACE['stream-failed'], exchange.from, exchange.to, exchange.request.tag, exchange.requestSize)
    const event: UndeliverableEvent = {
      type: 'undeliverable',
      to: exchange.to as PeerId,
      message: exchange.request,
      reason,
      refused: exchange.leg === 'refused',
    }
    opener.layer.onEvent(event)
  }

  #close(exchange: Exchange): void {
    exchange.isOpen = false
    this.#world.cancelOwned(exchange.from, exchange.timeout)
  }

  #isCut(from: number, to: number): boolean {
    return this.#world.network.isCut(from as PeerId, to as PeerId, 'stream')
  }

  #delayTicks(from: number, to: number): number {
    const place = this.#places.next(from, this.#world.tick)
    return ticksOf(this.#world.network.streamDelay(from as PeerId, to as PeerId, this.#world.tick, place))
  }

  /** What the sender's interface takes; a leg without a message is a bare header. */
  #sendingTicks(exchange: Exchange, from: number): number {
    const size = exchange.leg === 'request' ? exchange.requestSize : exchange.leg === 'reply' ? exchange.replySize : 0
    return ticksOf(this.#world.network.sendingDelay(from as PeerId, this.#world.tick, size, 'stream'))
  }

  /** Counts a message and puts it through the wire, if there is one. */
  #encode(message: Message): readonly [Message, number] {
    const { wire, counters } = this.#world
    const bytes = wire?.encode(message)
    const size = bytes === undefined ? this.#world.sizeOf(message) : bytes.length
    counters.streamBytes += size
    counters.countTags(message)
    return [bytes === undefined || wire === undefined ? message : wire.decode(bytes), size]
  }

  #record(kind: number, node: number, peer: number, tag: number, size: number, sentTick = -1): void {
    this.#world.recorder.record(this.#world.tick, kind, node, peer, tag, size, sentTick)
  }
}

/** From so many unanswered requests on a node forgets those whose sender has given up. */
const MANY_UNANSWERED = 32
