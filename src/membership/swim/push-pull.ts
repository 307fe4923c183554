import type { PeerId } from '../../core/env.ts'
import type { UndeliverableEvent } from '../../core/event.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { unit } from '../../base/rng.ts'
import { type SwimContext, TIMER, tell } from './context.ts'
import { pushPullIntervalMs } from './formulas.ts'
import type { MemberRecord, PushPull, PushPullReply, Refusal } from './messages.ts'
import type { Rules } from './rules.ts'
import { differingPlaces, haveVersionsOfBase } from './shared-views.ts'
import { findIncompatible } from './versions.ts'

/** Gives the application's part of a push/pull. */
export type StateProvider = (join: boolean) => Message | undefined

/**
 * Full exchanges of member tables over a stream: how a node joins, and what repairs whatever gossip has missed
 * (anti-entropy in the sense of Demers et al. 1987).
 */
export class PushPullExchange {
  readonly #context: SwimContext
  readonly #rules: Rules
  readonly #joining = new Set<PeerId>()
  #provideState: StateProvider = () => undefined

  constructor(context: SwimContext, rules: Rules) {
    this.#context = context
    this.#rules = rules
  }

  provideState(provider: StateProvider): void {
    this.#provideState = provider
  }

  start(): void {
    const { env, options, random } = this.#context
    if (options.pushPullIntervalMs > 0) env.setTimer(unit(random) * options.pushPullIntervalMs, TIMER.pushPull, 0)
  }

  /** One periodic exchange with a random member, and the next date. */
  onTimer(): void {
    const { env, options, table, random, selfRow, leaving } = this.#context
    const [row] = table.sample(1, random, (candidate) => candidate !== selfRow && table.isAlive(candidate))
    if (row !== undefined && !leaving) this.#push(table.peer(row), false)
    env.setTimer(pushPullIntervalMs(options.pushPullIntervalMs, table.size), TIMER.pushPull, 0)
  }

  /** Exchanges with a peer that need not be a member yet. */
  join(peer: PeerId): void {
    if (this.#joining.has(peer)) return // its outcome will be told once, for both
    this.#joining.add(peer)
    this.#push(peer, true)
  }

  /** Somebody exchanges with us: answer with the table as it is before theirs is merged. */
  onPushPull(from: PeerId, theirs: PushPull): void {
    const { env } = this.#context
    const ours: PushPullReply = { ...this.#table(theirs.join), tag: SWIM_TAGS.pushPullReply }
    env.send(from, ours, 'stream')
    this.#merge(from, theirs, ours.members)
  }

  onReply(from: PeerId, theirs: PushPullReply): void {
    this.#context.planes.observe(from, 'stream', true)
    const refused = this.#merge(from, theirs)
    if (!this.#joining.delete(from)) return
    if (refused === undefined) tell(this.#context, { type: 'joined', peer: from })
    else tell(this.#context, { type: 'join-failed', peer: from, reason: refused })
  }

  onRefusal(from: PeerId, refusal: Refusal): void {
    this.#failJoin(from, `refused: ${refusal.reason}`)
  }

  onUndeliverable(event: UndeliverableEvent): void {
    if (event.message.tag !== SWIM_TAGS.pushPull) return
    this.#failJoin(event.to, event.reason)
    this.#context.planes.doubtStream(event.to)
  }

  #failJoin(peer: PeerId, reason: string): void {
    if (this.#joining.delete(peer)) tell(this.#context, { type: 'join-failed', peer, reason })
  }

  #push(peer: PeerId, join: boolean): void {
    this.#context.counters.pushPulls++
    const message: PushPull = { ...this.#table(join), tag: SWIM_TAGS.pushPull }
    this.#context.env.send(peer, message, 'stream')
  }

  #table(join: boolean): { join: boolean; members: readonly MemberRecord[]; state: Message | undefined } {
    return { join, members: this.#members(), state: this.#provideState(join) }
  }

  #members(): readonly MemberRecord[] {
    return this.#context.table.views()
  }

  /** @returns why the other table was refused, if it was */
  #merge(
    from: PeerId,
    theirs: PushPull | PushPullReply,
    ours: readonly MemberRecord[] = this.#members(),
  ): string | undefined {
    const refused = this.#mergeMembers(theirs.members, ours)
    if (refused !== undefined) {
      tell(this.#context, { type: 'incompatible', peer: from, reason: refused })
      return refused
    }
    if (theirs.state !== undefined) {
      tell(this.#context, { type: 'state', from, join: theirs.join, state: theirs.state })
    }
    return undefined
  }

  /** What is not only equal but the same, as in a simulation whose nodes share a table, is passed over. */
  #mergeMembers(theirs: readonly MemberRecord[], ours: readonly MemberRecord[]): string | undefined {
    const refused = haveVersionsOfBase(ours, theirs) ? undefined : findIncompatible(ours, theirs)
    if (refused !== undefined) return refused
    for (const place of differingPlaces(theirs, ours)) this.#mergeMember(theirs[place] as MemberRecord)
    return undefined
  }

  /** Hearsay of a death is only a suspicion: the member may have refuted it meanwhile. */
  #mergeMember(member: MemberRecord): void {
    const { node, incarnation } = member
    if (this.#rules.isOldNews(member)) return
    if (member.state === 'alive') this.#rules.onAlive({ ...member, tag: SWIM_TAGS.alive })
    else if (member.state === 'left') this.#rules.onDead({ tag: SWIM_TAGS.dead, incarnation, node, from: node })
    else this.#rules.accuse({ tag: SWIM_TAGS.suspect, incarnation, node, from: this.#context.node })
  }
}
