import type { Channel, Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import { type Message, PACKET, type Packet, packet } from '../../core/message.ts'
import type { MembershipEvent } from '../../core/ports.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { WrappedEnv } from '../../core/wrapped-env.ts'
import { nodeName } from '../../membership/serf/node-stack.ts'
import { TIMER } from '../../membership/swim/context.ts'
import type { Alive, Dead, SwimMessage } from '../../membership/swim/messages.ts'
import { BARE_VERSIONS } from '../../membership/swim/versions.ts'

/** What the paper varies in its section 5.3. */
export interface Manner {
  /** Off: whoever fails a probe is declared dead at once. */
  readonly suspects: boolean
  /** Off: joins and deaths are sent once to everybody, and nothing rides on probes. */
  readonly infects: boolean
}

/**
 * The layer as the paper's processes are: a member that was declared dead never comes back, under no incarnation. Who
 * hears that it was itself declared dead is out, and says and hears nothing any more.
 */
export class MortalProcess implements Layer {
  readonly #world: MortalEnv
  readonly #inner: Layer

  constructor(env: Env, make: (env: Env) => Layer, manner: Manner) {
    this.#world = new MortalEnv(env, manner)
    this.#inner = make(this.#world)
  }

  /** Whether it knows that it was declared dead. */
  get isOut(): boolean {
    return this.#world.isOut
  }

  start(): void {
    this.#inner.start()
  }

  onMessage(from: PeerId, message: Message): void {
    const parts = message.tag === PACKET ? (message as Packet).parts : [message]
    if (parts.some((part) => this.#world.isOwnDeath(part as SwimMessage))) this.#world.isOut = true
    const credible = parts.filter((part) => this.#world.isCredible(part as SwimMessage))
    if (this.isOut || this.#world.isDead(nodeName(from)) || credible.length === 0) return
    this.#world.isListening = true
    this.#inner.onMessage(from, credible.length === 1 ? (credible[0] as Message) : packet(credible))
    this.#world.isListening = false
  }

  onTimer(kind: number, key: number): void {
    if (!this.isOut) this.#inner.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    if (!this.isOut) this.#inner.onEvent(event)
  }
}

class MortalEnv extends WrappedEnv {
  isOut = false
  /** Whether what happens now was heard from others. */
  isListening = false
  readonly #manner: Manner
  readonly #dead = new Set<string>()
  readonly #known = new Set<PeerId>()

  constructor(env: Env, manner: Manner) {
    super(env)
    this.#manner = manner
  }

  isDead(node: string): boolean {
    return this.#dead.has(node)
  }

  isOwnDeath(message: SwimMessage): boolean {
    return message.tag === SWIM_TAGS.dead && message.node === nodeName(this.self)
  }

  /** Nobody listens to news of those who are dead. */
  isCredible(message: SwimMessage): boolean {
    const isNews = message.tag === SWIM_TAGS.alive || message.tag === SWIM_TAGS.suspect
    return !(isNews && this.isDead(message.node))
  }

  override send(to: PeerId, message: Message, channel: Channel): void {
    const isPacket = message.tag === PACKET && !this.#manner.infects
    super.send(to, isPacket ? ((message as Packet).parts[0] as Message) : message, channel)
  }

  override setTimer(delayMs: number, kind: number, key: number): TimerId {
    const isVerdict = kind === TIMER.suspicion && !this.#manner.suspects
    return super.setTimer(isVerdict ? 0 : delayMs, kind, key)
  }

  override emit(event: Event): void {
    this.#note(event as MembershipEvent)
    super.emit(event)
  }

  #note(fact: MembershipEvent): void {
    if (fact.type === 'member-joined') this.#known.add(fact.member.peer)
    if (fact.type === 'joined') this.#multicast(this.#ownAlive())
    if (fact.type !== 'member-gone') return
    const { node, peer, incarnation } = fact.member
    if (!this.isListening) this.#multicast({ tag: SWIM_TAGS.dead, node, incarnation, from: nodeName(this.self) })
    this.#dead.add(node)
    this.#known.delete(peer)
  }

  /** The basic protocol's way: once, to everybody, the one whom it is about included. */
  #multicast(news: Alive | Dead): void {
    if (!this.#manner.infects) for (const peer of this.#known) super.send(peer, news, 'datagram')
  }

  #ownAlive(): Alive {
    const node = nodeName(this.self)
    return {
      tag: SWIM_TAGS.alive,
      incarnation: 1,
      node,
      peer: this.self,
      meta: new Uint8Array(0),
      versions: BARE_VERSIONS,
    }
  }
}
