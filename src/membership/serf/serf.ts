import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership, MembershipEvent, MemberView } from '../../core/ports.ts'
import { SERF_TAGS } from '../../core/tags.ts'
import { below, unit } from '../../base/rng.ts'
import type { SerfEvent, SerfMember } from './events.ts'
import { LamportClock, LATEST_WITNESSED } from './lamport-clock.ts'
import type { EventSlot, JoinIntent, LeaveIntent, Query, SerfMessage, SerfState, UserEvent } from './messages.ts'
import type { SerfOptions } from './options.ts'
import { RecentRing } from './recent-ring.ts'
import { Roster, type RosterEntry, snapshot } from './roster.ts'

const TIMER = { reap: 0, reconnect: 1, leaveIntentSent: 2, propagated: 3, prune: 4 } as const
/** Serf's order of what shares a packet. */
const LANE = { intents: 1, queries: 2, events: 3 } as const
/** A node that leaves on request of an operator is forgotten this long after, ms (Serf: 6 s while it is leaving). */
const PRUNE_DELAY_MS = 6000
/**
 * Members whom a node tells of its leave, or of its event, by itself. Gossip misses one member in about a hundred while
 * a message is sent only four times, that is among nine and fewer: Serf takes who goes for failed if it has not heard
 * the intent, and an event then waits for the next full exchange.
 */
const TOLD = 16
/** An event that follows another so soon, ms, is left to gossip, which packs many of them into one datagram. */
const TOLD_GAP_MS = 20

interface SeenEvent {
  readonly name: string
  readonly payload: Uint8Array
}

/**
 * Serf's part of membership: who left on purpose and who failed, by intents that Lamport clocks order; user events,
 * delivered once to each member; failed members found again. Source: the behaviour of Serf 0.9, see README.md.
 */
export class Serf implements Layer<SerfMessage> {
  readonly #env: Env
  readonly #membership: Membership
  readonly #options: SerfOptions
  readonly #roster = new Roster()
  readonly #memberClock = new LamportClock()
  readonly #eventClock = new LamportClock()
  readonly #queryClock = new LamportClock()
  readonly #recentEvents: RecentRing<SeenEvent>
  readonly #recentQueries: RecentRing<number>
  /** Peers that an operator's join is under way to, and whether old events are wanted from them. */
  readonly #joins = new Map<PeerId, { readonly replay: boolean }>()
  /** Members to forget once they have left, and when to look, ms. */
  readonly #pruned = new Map<string, number>()
  #eventToldAt = Number.NEGATIVE_INFINITY
  #leaving: 'no' | 'intent' | 'membership' | 'done' = 'no'

  constructor(env: Env, membership: Membership, options: SerfOptions) {
    this.#env = env
    this.#membership = membership
    this.#options = options
    this.#recentEvents = new RecentRing(options.eventBuffer, sameEvent, sizeOfEvent)
    this.#recentQueries = new RecentRing(
      options.eventBuffer,
      (a, b) => a === b,
      () => 8,
    )
    if (options.speaks) membership.provideState(() => this.#state())
  }

  start(): void {
    const self = this.#membership.find(this.#membership.node)
    if (self !== undefined) this.#onJoined(self)
    this.#env.setTimer(this.#options.reapIntervalMs, TIMER.reap, 0)
    // at a random phase: nodes that started together shall not all try at once, and then all be silent
    const phase = unit(() => this.#env.random())
    this.#env.setTimer(phase * this.#options.reconnectIntervalMs, TIMER.reconnect, 0)
  }

  /** Every member, this node included. */
  *members(): Iterable<SerfMember> {
    for (const entry of this.#roster.entries()) yield snapshot(entry)
  }

  member(node: string): SerfMember | undefined {
    const entry = this.#roster.get(node)
    return entry === undefined ? undefined : snapshot(entry)
  }

  /** The Lamport times that the next intent, event and query would get. */
  get clocks(): { readonly member: number; readonly event: number; readonly query: number } {
    return { member: this.#memberClock.time, event: this.#eventClock.time, query: this.#queryClock.time }
  }

  /** Joins the cluster of a peer. @param replay whether events of before the join are wanted */
  join(peer: PeerId, replay = false): void {
    this.#joins.set(peer, { replay })
    this.#membership.join(peer)
  }

  /** Leaves on purpose: `leave-done` is emitted when the news is out. */
  leave(): void {
    if (this.#leaving !== 'no') return
    this.#leaving = 'intent'
    const intent: LeaveIntent = {
      tag: SERF_TAGS.leaveIntent,
      ltime: this.#memberClock.tick(),
      node: this.#membership.node,
      prune: false,
    }
    this.#applyLeave(intent)
    if (this.#options.speaks && this.#membership.liveCount > 1) {
      this.#env.setTimer(this.#options.broadcastTimeoutMs, TIMER.leaveIntentSent, 0)
      this.#membership.tell(intent, TOLD)
      this.#membership.broadcast(intent, LANE.intents, () => this.#leaveMembership())
    } else this.#leaveMembership()
  }

  /** Takes a failed member off the list of those that may come back; with `prune` forgets it at once. */
  removeFailed(node: string, prune: boolean): boolean {
    const entry = this.#roster.get(node)
    if (entry === undefined) return false
    const intent: LeaveIntent = { tag: SERF_TAGS.leaveIntent, ltime: this.#memberClock.tick(), node, prune }
    this.#applyLeave(intent)
    this.#spread(intent, LANE.intents)
    return true
  }

  /**
   * Fires a user event; this node receives it too.
   * @returns its Lamport time
   */
  sendEvent(name: string, payload: Uint8Array, coalesce: boolean): number {
    const ltime = this.#eventClock.tick()
    const event: UserEvent = { tag: SERF_TAGS.userEvent, ltime, name, payload, coalesce }
    this.#onUserEvent(event)
    this.#tellEvent(event)
    return ltime
  }

  onMessage(from: PeerId, message: SerfMessage): void {
    if (!this.#options.speaks) return
    switch (message.tag) {
      case SERF_TAGS.joinIntent:
        if (this.#applyJoin(message)) this.#spread(message, LANE.intents)
        return
      case SERF_TAGS.leaveIntent:
        if (this.#applyLeave(message)) this.#spread(message, LANE.intents)
        return
      case SERF_TAGS.userEvent:
        return this.#onUserEvent(message)
      case SERF_TAGS.query:
        return this.#onQuery(message)
      case SERF_TAGS.state:
        return this.#onState(from, message, false)
    }
  }

  onTimer(kind: number, _key: number): void {
    if (kind === TIMER.reap) this.#reap()
    else if (kind === TIMER.reconnect) this.#reconnect()
    else if (kind === TIMER.leaveIntentSent) this.#leaveMembership()
    else if (kind === TIMER.prune) this.#forgetPruned()
    else if (this.#leaving === 'membership') {
      this.#leaving = 'done'
      this.#tell({ type: 'leave-done' })
    }
  }

  onEvent(event: Event): void {
    const fact = event as MembershipEvent
    switch (fact.type) {
      case 'member-joined':
        return this.#onJoined(fact.member)
      case 'member-gone':
        return this.#onGone(fact.member)
      case 'member-updated':
        return this.#onUpdated(fact.member)
      case 'state':
        if (fact.state.tag === SERF_TAGS.state) this.#onState(fact.from, fact.state as SerfState, fact.join)
        return
      case 'joined':
        return this.#onJoinedCluster(fact.peer)
      case 'join-failed':
        this.#joins.delete(fact.peer)
        return
      case 'left':
        if (this.#leaving === 'membership') this.#env.setTimer(this.#options.leavePropagateMs, TIMER.propagated, 0)
        return
    }
  }

  #onJoined(view: MemberView): void {
    const known = this.#roster.get(view.node)
    const entry = known ?? this.#roster.add(view)
    if (known !== undefined) {
      entry.view = view
      entry.status = 'alive'
    }
    this.#tell({ type: 'join', member: snapshot(entry) })
  }

  #onGone(view: MemberView): void {
    const entry = this.#roster.get(view.node)
    if (entry === undefined || (entry.status !== 'alive' && entry.status !== 'leaving')) return
    entry.view = view
    // Serf looks only at the intent; a member that said itself that it leaves (state left) has left all the same
    entry.status = entry.status === 'leaving' || view.state === 'left' ? 'left' : 'failed'
    entry.goneAt = this.#env.now()
    this.#tell({ type: entry.status === 'left' ? 'leave' : 'fail', member: snapshot(entry) })
  }

  #onUpdated(view: MemberView): void {
    const entry = this.#roster.get(view.node)
    if (entry === undefined) return
    entry.view = view
    this.#tell({ type: 'update', member: snapshot(entry) })
  }

  /** @returns whether it was news that others should hear */
  #applyJoin(intent: JoinIntent): boolean {
    this.#memberClock.witness(intent.ltime)
    const entry = this.#roster.get(intent.node)
    if (entry === undefined) return this.#roster.rememberIntent(intent.node, false, intent.ltime, this.#env.now())
    if (intent.ltime <= entry.statusLtime) return false
    entry.statusLtime = intent.ltime
    if (entry.status === 'leaving') entry.status = 'alive' // the leave that we heard of was an older life
    return true
  }

  /** @returns whether it was news that others should hear */
  #applyLeave(intent: LeaveIntent): boolean {
    this.#memberClock.witness(intent.ltime)
    const entry = this.#roster.get(intent.node)
    if (entry === undefined) return this.#roster.rememberIntent(intent.node, true, intent.ltime, this.#env.now())
    if (intent.ltime <= entry.statusLtime) return false
    if (intent.node === this.#membership.node && this.#leaving === 'no') {
      this.#announceJoin() // somebody thinks that we leave, and we do not
      return false
    }
    entry.statusLtime = intent.ltime
    this.#markLeaving(entry)
    if (intent.prune) this.#prune(entry)
    return true
  }

  #markLeaving(entry: RosterEntry): void {
    if (entry.status === 'alive') {
      entry.status = 'leaving'
      this.#tell({ type: 'leaving', member: snapshot(entry) })
    } else if (entry.status === 'failed') {
      entry.status = 'left'
      this.#tell({ type: 'leave', member: snapshot(entry) })
    }
  }

  #prune(entry: RosterEntry): void {
    if (entry.status === 'leaving') {
      this.#pruned.set(entry.view.node, this.#env.now() + PRUNE_DELAY_MS)
      this.#env.setTimer(PRUNE_DELAY_MS, TIMER.prune, 0)
    } else this.#forget(entry)
  }

  #forgetPruned(): void {
    const now = this.#env.now()
    for (const [node, dueAt] of this.#pruned) {
      if (dueAt > now + 1) continue // its own timer comes; this one may come early by what rounding takes
      this.#pruned.delete(node)
      const entry = this.#roster.get(node)
      if (entry?.status === 'left') this.#forget(entry)
    }
  }

  #forget(entry: RosterEntry): void {
    this.#roster.delete(entry.view.node)
    this.#tell({ type: 'reap', member: snapshot(entry) })
  }

  /** In a small cluster nobody has to wait for gossip to come round. */
  #tellEvent(event: UserEvent): void {
    const now = this.#env.now()
    const isSmall = this.#membership.liveCount <= TOLD + 1
    if (!this.#options.speaks || !isSmall || now - this.#eventToldAt < TOLD_GAP_MS) return
    this.#eventToldAt = now
    this.#membership.tell(event, TOLD)
  }

  #onUserEvent(event: UserEvent): void {
    this.#eventClock.witness(event.ltime)
    if (!this.#recentEvents.admit(event.ltime, event, this.#eventClock.time)) return
    const { ltime, name, payload, coalesce } = event
    this.#tell({ type: 'user-event', ltime, name, payload, coalesce })
    this.#spread(event, LANE.events)
  }

  /** Queries are carried on; answering them comes with the layer that can. */
  #onQuery(query: Query): void {
    this.#queryClock.witness(query.ltime)
    const isNew = this.#recentQueries.admit(query.ltime, query.id, this.#queryClock.time)
    const mayTravel = (query.flags & 2) === 0
    if (isNew && mayTravel) this.#spread(query, LANE.queries)
  }

  #onJoinedCluster(peer: PeerId): void {
    if (this.#joins.delete(peer) && this.#leaving === 'no') this.#announceJoin() // it would take the leave back
  }

  #announceJoin(): void {
    const ltime = this.#memberClock.time
    const intent: JoinIntent = { tag: SERF_TAGS.joinIntent, ltime, node: this.#membership.node }
    this.#applyJoin(intent)
    this.#spread(intent, LANE.intents)
  }

  #spread(message: SerfMessage, lane: 1 | 2 | 3): void {
    if (this.#options.speaks) this.#membership.broadcast(message, lane)
  }

  #state(): SerfState {
    const statusLtimes = new Map<string, number>()
    for (const entry of this.#roster.entries()) statusLtimes.set(entry.view.node, entry.statusLtime)
    return {
      tag: SERF_TAGS.state,
      ltime: this.#memberClock.time,
      statusLtimes,
      leftMembers: this.#leftMembers(),
      eventLtime: this.#eventClock.time,
      events: this.#recentEvents.slots.map((slot) => slot && { ltime: slot.ltime, events: slot.items }),
      queryLtime: this.#queryClock.time,
    }
  }

  /** Whom this node takes for left; itself as soon as it leaves: its time alone would pass for a join of that time. */
  #leftMembers(): readonly string[] {
    const left = this.#roster.named('left')
    return this.#leaving === 'no' ? left : [...left, this.#membership.node]
  }

  #onState(from: PeerId, state: SerfState, join: boolean): void {
    if (state.ltime > 0) this.#memberClock.witness(state.ltime - 1)
    if (state.eventLtime > 0) this.#eventClock.witness(state.eventLtime - 1)
    if (state.queryLtime > 0) this.#queryClock.witness(state.queryLtime - 1)
    const left = new Set(state.leftMembers)
    for (const node of left) {
      const ltime = (state.statusLtimes.get(node) ?? 0) + 1
      this.#applyLeave({ tag: SERF_TAGS.leaveIntent, ltime, node, prune: false })
    }
    for (const [node, ltime] of state.statusLtimes) {
      if (!left.has(node)) this.#applyJoin({ tag: SERF_TAGS.joinIntent, ltime, node })
    }
    const isSound = state.eventLtime <= LATEST_WITNESSED
    if (join && isSound && this.#joins.get(from)?.replay === false) this.#recentEvents.ignoreBefore(state.eventLtime)
    for (const slot of state.events) if (slot !== undefined) this.#replay(slot)
  }

  #replay(slot: EventSlot): void {
    for (const { name, payload } of slot.events) {
      this.#onUserEvent({ tag: SERF_TAGS.userEvent, ltime: slot.ltime, name, payload, coalesce: false })
    }
  }

  #reap(): void {
    const now = this.#env.now()
    for (const entry of [...this.#roster.entries()]) {
      const kept = entry.status === 'left' ? this.#options.tombstoneTimeoutMs : this.#options.reconnectTimeoutMs
      const isGone = entry.status === 'left' || entry.status === 'failed'
      if (isGone && now - entry.goneAt > kept) this.#forget(entry)
    }
    this.#roster.expireIntents(now - this.#options.recentIntentMs)
    this.#env.setTimer(this.#options.reapIntervalMs, TIMER.reap, 0)
  }

  /**
   * Now and then a failed member is tried again, so that the halves of a healed partition find each other. With chance
   * failed/alive, the whole cluster makes about one attempt per failed member and interval, whatever its size.
   */
  #reconnect(): void {
    this.#env.setTimer(this.#options.reconnectIntervalMs, TIMER.reconnect, 0)
    const failed = [...this.#roster.entries()].filter((entry) => entry.status === 'failed')
    if (failed.length === 0 || this.#leaving !== 'no') return
    const draw = (): number => this.#env.random()
    const chance = failed.length / Math.max(1, this.#membership.liveCount)
    const chosen = failed[below(draw, failed.length)] as RosterEntry
    if (unit(draw) < chance) this.#membership.join(chosen.view.peer)
  }

  #leaveMembership(): void {
    if (this.#leaving !== 'intent') return
    this.#leaving = 'membership'
    this.#membership.leave(this.#options.broadcastTimeoutMs)
  }

  #tell(event: SerfEvent): void {
    this.#env.emit(event)
  }
}

/** Two bytes a character of the name at most, and what the object itself takes. */
function sizeOfEvent({ name, payload }: SeenEvent): number {
  return 2 * name.length + payload.length + 64
}

function sameEvent(a: SeenEvent, b: SeenEvent): boolean {
  return (
    a.name === b.name && a.payload.length === b.payload.length && a.payload.every((byte, i) => byte === b.payload[i])
  )
}
