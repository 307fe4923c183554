import type { Env, PeerId } from '../../core/env.ts'
import type { Event, RuntimeEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import type { Accusable, Lane, Membership, MemberView, Plane, PlaneStates } from '../../core/ports.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { Awareness } from './awareness.ts'
import { adjustHealth, type SwimContext, type SwimCounters, TIMER, tell } from './context.ts'
import { Gossiper } from './gossiper.ts'
import { Evidence } from './evidence.ts'
import { Hearing } from './hearing.ts'
import { MemberTable } from './member-table.ts'
import { type Members, NO_ROW, type Row } from './members.ts'
import type { Alive, Dead, Suspect, SwimMessage, Versions } from './messages.ts'
import type { SwimOptions } from './options.ts'
import { Planes } from './planes.ts'
import { Prober } from './prober.ts'
import { PushPullExchange, type StateProvider } from './push-pull.ts'
import { Rules } from './rules.ts'
import { SERF_VERSIONS } from './versions.ts'

/** What a SWIM node is. */
export interface SwimIdentity {
  /** Unique in the cluster. */
  readonly node: string
  readonly meta?: Uint8Array
  /** Default: a Serf member's. */
  readonly versions?: Versions
  /** Whom the node knows when it starts; if it is one of them itself, it need not announce itself. Default: nobody. */
  readonly members?: Members
}

/**
 * SWIM (Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent Infection-style Process Group Membership Protocol",
 * DSN 2002) with Lifeguard, as HashiCorp's memberlist has them on the wire. Deviations: README.md of this folder.
 */
export class Swim implements Layer<SwimMessage>, Membership, Accusable {
  readonly #context: SwimContext
  readonly #gossip: Gossiper
  readonly #hearing: Hearing
  readonly #rules: Rules
  readonly #prober: Prober
  readonly #evidence: Evidence
  readonly #exchange: PushPullExchange
  #meta: Uint8Array
  #left = false

  constructor(env: Env, options: SwimOptions, identity: SwimIdentity) {
    this.#meta = identity.meta ?? new Uint8Array(0)
    this.#context = {
      env,
      options,
      node: identity.node,
      versions: identity.versions ?? SERF_VERSIONS,
      table: identity.members ?? new MemberTable(),
      awareness: new Awareness(options.awarenessMaxMultiplier),
      leaving: false,
      selfRow: NO_ROW,
      random: () => env.random(),
      planes: new Planes((peer, plane, isUp) => this.#onPlane(peer, plane, isUp)),
      counters: { probes: 0, failedProbes: 0, suspicions: 0, refutations: 0, pushPulls: 0, misdirectedPings: 0 },
    }
    this.#gossip = new Gossiper(this.#context)
    this.#hearing = new Hearing(this.#context, (to, message) => this.#gossip.tellOne(to, message))
    this.#rules = new Rules(
      this.#context,
      this.#gossip,
      this.#hearing,
      (row) => this.#prober.onSuspicion(row),
      (row) => this.#evidence.onWitness(row),
    )
    this.#exchange = new PushPullExchange(this.#context, this.#rules)
    this.#prober = new Prober(
      this.#context,
      this.#gossip,
      (suspect) => this.#rules.accuse(suspect),
      () => this.#forgetDead(),
    )
    this.#evidence = new Evidence(this.#context, () => this.#prober.nextSequence(), {
      accuse: (suspect) => this.#rules.accuse(suspect),
      prove: (row) => this.#rules.prove(row),
    })
  }

  get node(): string {
    return this.#context.node
  }

  get memberCount(): number {
    return this.#context.table.size
  }

  get liveCount(): number {
    return this.#context.table.live
  }

  get health(): number {
    return this.#context.awareness.score
  }

  /** Broadcasts waiting, in all lanes. */
  get queuedBroadcasts(): number {
    return this.#gossip.queued
  }

  get counters(): Readonly<SwimCounters> {
    return this.#context.counters
  }

  /** This node's own incarnation. */
  get incarnation(): number {
    return this.#context.table.incarnation(this.#context.selfRow)
  }

  start(): void {
    this.#context.selfRow = this.#context.table.find(this.node)
    if (this.#context.selfRow === NO_ROW) this.#rules.announceSelf(this.#meta)
    else this.#context.table.shuffle(this.#context.random)
    this.#prober.start()
    this.#exchange.start()
  }

  find(node: string): MemberView | undefined {
    const row = this.#context.table.find(node)
    return row === NO_ROW ? undefined : this.#context.table.view(row)
  }

  *members(): Iterable<MemberView> {
    yield* this.#context.table.views()
  }

  /** What is known of the ways to a peer. */
  planesTo(peer: PeerId): PlaneStates {
    return this.#context.planes.states(peer)
  }

  randomLive(): PeerId | undefined {
    const { table, random, selfRow } = this.#context
    const [row] = table.sample(1, random, (candidate) => candidate !== selfRow && table.isLive(candidate))
    return row === undefined ? undefined : table.peer(row)
  }

  join(peer: PeerId): void {
    this.#exchange.join(peer)
  }

  leave(timeoutMs: number): void {
    if (this.#context.leaving) return
    const alone = this.#context.table.live <= 1
    this.#context.env.setTimer(alone ? 0 : timeoutMs, TIMER.leave, 0)
    this.#rules.leave(() => this.#tellLeft())
  }

  setMeta(meta: Uint8Array): void {
    this.#meta = meta
    if (this.#context.selfRow !== NO_ROW) this.#rules.announceSelf(meta)
  }

  suspect(peer: PeerId): void {
    const { table, selfRow, node: from } = this.#context
    const row = table.findPeer(peer)
    if (row === NO_ROW || row === selfRow || !table.isLive(row)) return
    const [node, incarnation] = [table.node(row), table.incarnation(row)]
    this.#rules.accuse({ tag: SWIM_TAGS.suspect, incarnation, node, from })
  }

  heard(peer: PeerId): void {
    const row = this.#context.table.findPeer(peer)
    if (row !== NO_ROW) this.#hearing.onHeard(row)
  }

  broadcast(message: Message, lane: Lane, onSent?: () => void): void {
    this.#gossip.broadcast(message, lane, undefined, onSent)
  }

  tell(message: Message, most: number): void {
    this.#gossip.tell(message, most)
  }

  /** Drops what is to be sent last from each lane that holds more than `keep` messages. */
  pruneBroadcasts(keep: number): void {
    this.#gossip.prune(keep)
  }

  provideState(provider: StateProvider): void {
    this.#exchange.provideState(provider)
  }

  onMessage(from: PeerId, message: SwimMessage): void {
    switch (message.tag) {
      case SWIM_TAGS.ping:
        this.#hearing.onPing(from, message)
        return this.#prober.onPing(from, message)
      case SWIM_TAGS.ack:
        return this.#prober.onAck(from, message)
      case SWIM_TAGS.indirectPing:
        return this.#prober.onIndirectPing(from, message)
      case SWIM_TAGS.nack:
        return this.#prober.onNack(message)
      case SWIM_TAGS.streamPing:
        return this.#prober.onStreamPing(from, message)
      case SWIM_TAGS.streamAck:
        this.#evidence.onStreamAck(message)
        return this.#prober.onStreamAck(message)
      case SWIM_TAGS.pushPull:
        return this.#exchange.onPushPull(from, message)
      case SWIM_TAGS.pushPullReply:
        return this.#exchange.onReply(from, message)
      case SWIM_TAGS.refusal:
        return this.#exchange.onRefusal(from, message)
      case SWIM_TAGS.userData:
        return tell(this.#context, { type: 'user-data', from, payload: message.payload })
      case SWIM_TAGS.foreignState:
        return
      default:
        return this.#onGossip(from, message)
    }
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.gossip) this.#gossip.onTimer()
    else if (kind === TIMER.pushPull) this.#exchange.onTimer()
    else if (kind === TIMER.suspicion) this.#rules.onSuspicionTimer(key)
    else if (kind === TIMER.leave) this.#tellLeft()
    else if (kind === TIMER.lastLook) this.#lastLook(key)
    else this.#prober.onTimer(kind, key)
  }

  onEvent(event: Event): void {
    const fact = event as RuntimeEvent
    if (fact.type === 'lag') this.#onLag(fact.ms)
    else if (fact.type === 'link') this.#context.planes.wantLink(fact.peer, fact.isOpen)
    if (fact.type !== 'undeliverable') return
    this.#exchange.onUndeliverable(fact)
    this.#prober.onUndeliverable(fact)
    this.#evidence.onUndeliverable(fact)
  }

  touch(step: number): number {
    if (step === 0) return this.#meta.length
    if (step === 1) return this.#context.selfRow + this.#gossip.touch() + this.#prober.touch() + this.#hearing.touch()
    const { awareness, counters, planes, table, node, env } = this.#context
    return awareness.score + counters.probes + planes.touch() + table.alive + node.length + env.self
  }

  #onGossip(from: PeerId, message: Alive | Suspect | Dead): void {
    if (message.tag === SWIM_TAGS.alive) {
      this.#rules.onAlive(message)
      this.#gossip.wake() // there may be somebody now whom news that waits can be told
      return
    }
    const { table, selfRow } = this.#context
    const row = table.find(message.node)
    if (message.tag === SWIM_TAGS.suspect) this.#rules.onSuspect(message, row)
    else this.#rules.onDead(message, row)
    if (row !== NO_ROW && row === selfRow) this.#hearing.answer(from)
  }

  /** A node that could not run has missed answers through its own fault: it doubts itself before others. */
  #onLag(ms: number): void {
    const { options } = this.#context
    if (ms >= options.probeTimeoutMs / 2) adjustHealth(this.#context, 1 + Math.floor(ms / options.probeIntervalMs))
  }

  #lastLook(row: Row): void {
    if (this.#context.table.suspicion(row) !== undefined) this.#evidence.look(row, true)
  }

  #forgetDead(): void {
    const { table, env, options, selfRow, planes } = this.#context
    table.removeWhere((row) => row !== selfRow && env.now() - table.changedAt(row) > options.gossipToTheDeadMs)
    const peers = new Set<PeerId>()
    for (const row of table.rows()) peers.add(table.peer(row))
    planes.keepOnly(peers)
  }

  #onPlane(peer: PeerId, plane: Plane, isUp: boolean): void {
    const { table } = this.#context
    const row = table.findPeer(peer)
    if (row !== NO_ROW) tell(this.#context, { type: 'plane', member: table.view(row), plane, isUp })
  }

  #tellLeft(): void {
    if (this.#left) return
    this.#left = true
    tell(this.#context, { type: 'left' })
  }
}
