import { EventEmitter } from 'node:events'
import { utf8Length, encodeUtf8 } from '../base/utf8.ts'
import type { PeerId } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import { type Feature, withFeatures } from '../core/features.ts'
import type { MembershipEvent, PlaneEvent } from '../core/ports.ts'
import { Stack } from '../core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../core/tags.ts'
import { addAccrual } from '../detection/phi/evidence/add-accrual.ts'
import type { RepairOptions } from '../dissemination/index.ts'
import type { SerfEvent } from '../membership/serf/events.ts'
import { LATEST_WITNESSED } from '../membership/serf/lamport-clock.ts'
import type { UserEvent } from '../membership/serf/messages.ts'
import { Serf } from '../membership/serf/serf.ts'
import { PART_OVERHEAD } from '../membership/swim/gossiper.ts'
import { Swim } from '../membership/swim/swim.ts'
import { BARE_VERSIONS, SERF_VERSIONS } from '../membership/swim/versions.ts'
import { parseAddress } from './address.ts'
import { Broadcasts } from './broadcasts.ts'
import type { JoinResult, Logger, Member, NodeEvent, NodeEvents, NodeStats, NodeWarning, SendResult } from './api.ts'
import { emitEvent } from './emit-event.ts'
import { HearsayError } from './errors.ts'
import { EventStream, type EventStreamOptions } from './event-stream.ts'
import { Joiner, type JoinOptions } from './joiner.ts'
import { MemberViews } from './member-views.ts'
import { type CheckedOptions, DEFAULT_PORT, packTags } from './node-options.ts'
import { Rejoiner } from './rejoiner.ts'
import type { Runtime } from './runtime.ts'
import { safely } from './safely.ts'
import type { Topic } from './topic.ts'
import type { Published, TopicMessage, TopicOptions } from './topic-api.ts'
import { WarningGate } from './warning-gate.ts'

/** How long a leave may take in all, ms: two broadcasts and their propagation, with a margin. */
const LEAVE_TIMEOUT_MS = 15_000

/**
 * A member of a cluster. Made by `createNode` on real sockets and by `virtualNetwork().createNode` in virtual time; the
 * class is the same.
 */
export class HearsayNode extends EventEmitter<NodeEvents> implements AsyncDisposable {
  /** Resolves when a seed has answered or the node is closed; at once if it has no seeds. Never rejects. */
  readonly ready: Promise<void>
  readonly #options: CheckedOptions
  readonly #runtime: Runtime
  readonly #logger: Logger | undefined
  readonly #swim: Swim
  readonly #serf: Serf
  readonly #stack: Stack
  readonly #views: MemberViews
  readonly #rejoiner: Rejoiner
  readonly #streams = new Set<EventStream>()
  readonly #broadcasts: Broadcasts | undefined
  readonly #joiner: Joiner
  readonly #pinned = new Map<string, PeerId>()
  readonly #warnings: WarningGate
  #tags: Readonly<Record<string, string>>
  #endReady: () => void = () => {}
  #onLeft: (() => void) | undefined
  #forgetSignal: (() => void) | undefined
  #leaving: Promise<void> | undefined
  #closing: Promise<void> | undefined

  /** @internal use createNode */
  constructor(options: CheckedOptions, runtime: Runtime, logger?: Logger) {
    super()
    this.#options = options
    this.#runtime = runtime
    this.#logger = logger
    this.#tags = options.tags
    this.#warnings = new WarningGate(() => runtime.wallClock())
    this.#stack = new Stack(runtime.env)
    this.#swim = this.#stack.add(SWIM_TAGS, (env) => new Swim(env, options.swim, this.#identity()))
    if (options.accrual !== undefined) addAccrual(this.#stack, this.#swim, options.accrual)
    this.#serf = this.#stack.add(SERF_TAGS, (env) => new Serf(env, this.#swim, options.serf))
    this.#broadcasts = options.broadcasts && this.#addBroadcasts(options.broadcasts)
    this.#joiner = new Joiner(runtime, (peer, replay) => this.#serf.join(peer, replay))
    this.#views = new MemberViews(this.#serf, this.#swim, runtime.book)
    this.ready = new Promise((resolve) => {
      this.#endReady = resolve
    })
    this.#rejoiner = new Rejoiner(this.#rejoinTarget(), () => this.#endReady())
    if (options.seeds.length === 0) this.#endReady()
  }

  /** @internal begins the node's life */
  start(): void {
    const listener = {
      onEvent: (event: Event) => this.#onEvent(event as MembershipEvent | SerfEvent),
      onWarning: (warning: NodeWarning) => this.#warn(warning),
    }
    this.#runtime.start(this.#stack, listener)
    if (this.#options.seeds.length > 0) this.#rejoiner.start()
  }

  /** @internal closes the node when the signal is aborted, which may outlive it */
  closeOn(signal: AbortSignal | undefined): void {
    const onAbort = (): void => void this.close()
    signal?.addEventListener('abort', onAbort, { once: true })
    this.#forgetSignal = () => signal?.removeEventListener('abort', onAbort)
  }

  get name(): string {
    return this.#options.name
  }

  /** Where others reach this node, "host:port". */
  get address(): string {
    return this.#runtime.book.describe(this.#runtime.env.self)
  }

  get incarnation(): number {
    return this.#swim.incarnation
  }

  /** The health score: 0 is well; each step means that this node trusts its own verdicts less. */
  get health(): number {
    return this.#swim.health
  }

  /** Whether the node has been closed, or is being closed. */
  get isClosed(): boolean {
    return this.#closing !== undefined
  }

  /** Every member known, this node included, by name. A snapshot: frozen objects, the same while nothing changes. */
  members(): readonly Member[] {
    return this.#views.all()
  }

  /** One member by its name. */
  member(name: string): Member | undefined {
    return this.#views.find(name)
  }

  /** This node's tags. */
  get tags(): Readonly<Record<string, string>> {
    return this.#tags
  }

  /**
   * Replaces this node's tags and tells the cluster.
   * @throws HearsayError ERR_TAGS_TOO_LARGE, ERR_BAD_OPTION for a value that is no string, ERR_CLOSED
   */
  setTags(tags: Readonly<Record<string, string>>): void {
    this.#assertOpen()
    const meta = packTags(tags)
    this.#tags = { ...tags }
    this.#runtime.run(() => this.#swim.setMeta(this.#options.dialect === 'serf' ? meta : new Uint8Array(0)))
  }

  /**
   * Fires a user event to every member, this one included. Each member gets it once; a member that is cut off for
   * longer than the last 512 event times misses it.
   * @throws HearsayError ERR_EVENT_TOO_LARGE above the limit (512 bytes unless set otherwise) or beyond what a packet
   *   takes, ERR_CLOSED, ERR_UNSUPPORTED in the bare memberlist dialect
   */
  sendEvent(name: string, payload: string | Uint8Array = new Uint8Array(0), options: SendOptions = {}): SendResult {
    this.#assertOpen()
    if (this.#options.dialect !== 'serf') {
      throw new HearsayError('ERR_UNSUPPORTED', 'a bare memberlist cluster has no user events: use the serf dialect')
    }
    const bytes = typeof payload === 'string' ? encodeUtf8(payload) : payload.slice()
    this.#assertEventFits(name, bytes)
    const ltime = this.#runtime.run(() => this.#serf.sendEvent(name, bytes, options.coalesce ?? false))
    return { ltime, recipients: this.#swim.liveCount - 1 }
  }

  /**
   * Joins the cluster through the given members. Nobody there is not an error: the result says who answered.
   * @throws HearsayError ERR_BAD_ADDRESS, ERR_ABORTED, ERR_CLOSED
   */
  async join(addresses: string | readonly string[], options: JoinOptions = {}): Promise<JoinResult> {
    this.#assertOpen()
    const list = typeof addresses === 'string' ? [addresses] : addresses
    return this.#joiner.joinHosts(
      list.map((address) => parseAddress(address, DEFAULT_PORT)),
      options,
    )
  }

  /**
   * Brings bytes to every member that takes part in broadcasts, this one too: once, in this node's order, repaired where
   * they were lost. They come as the event `broadcast`.
   * @throws HearsayError ERR_TOO_LARGE over 60 KiB, ERR_UNSUPPORTED if this node takes no part, ERR_CLOSED
   */
  async broadcast(payload: string | Uint8Array): Promise<Published> {
    return this.#takingPart().broadcast(payload)
  }

  /**
   * Subscribes to a topic. What is published right after is not lost: it reaches whoever takes part.
   * @param name 1 to 128 bytes in UTF-8
   * @throws HearsayError ERR_BAD_OPTION, ERR_UNSUPPORTED if this node takes no part in broadcasts, ERR_ABORTED, ERR_CLOSED
   */
  topic(name: string, options: TopicOptions = {}): Topic {
    return this.#takingPart().topic(name, options)
  }

  /** The node's events as they happen, from now on. Ends with the node or the signal. */
  events(options: EventStreamOptions = {}): EventStream {
    const stream = new EventStream(options, (ended) => this.#streams.delete(ended))
    if (this.isClosed) stream.end()
    else if (options.signal?.aborted !== true) this.#streams.add(stream)
    return stream
  }

  /** Leaves on purpose, so that nobody takes it for a failure, then closes. */
  leave(): Promise<void> {
    this.#leaving ??= this.#leave()
    return this.#leaving
  }

  /** Stops at once, without a word: others will find this node failed. */
  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Leaves and closes. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave()
  }

  stats(): NodeStats {
    const { counters } = this.#swim
    return {
      ...this.#runtime.traffic(),
      health: this.#swim.health,
      incarnation: this.#swim.incarnation,
      liveMembers: this.#swim.liveCount,
      knownMembers: this.#swim.memberCount,
      queuedBroadcasts: this.#swim.queuedBroadcasts,
      suspicions: counters.suspicions,
      refutations: counters.refutations,
      ...(this.#broadcasts && { broadcasts: this.#broadcasts.stats() }),
    }
  }

  #identity(): { node: string; meta: Uint8Array; versions: readonly number[] } {
    const isSerf = this.#options.dialect === 'serf'
    const versions = isSerf ? SERF_VERSIONS : BARE_VERSIONS
    return {
      node: this.#options.name,
      meta: isSerf ? packTags(this.#options.tags) : new Uint8Array(0),
      versions: withFeatures(versions, this.#features()),
    }
  }

  #features(): Feature[] {
    const { accrual, broadcasts } = this.#options
    return [
      ...(accrual === undefined ? [] : (['heartbeats'] as const)),
      ...(broadcasts ? (['broadcasts'] as const) : []),
    ]
  }

  #addBroadcasts(options: RepairOptions): Broadcasts {
    const onBroadcast = (message: TopicMessage): void => this.#tell({ type: 'broadcast', at: message.at, message })
    return new Broadcasts(this.#stack, this.name, this.#runtime, options, { onBroadcast })
  }

  #takingPart(): Broadcasts {
    this.#assertOpen()
    if (this.#broadcasts !== undefined) return this.#broadcasts
    throw new HearsayError('ERR_UNSUPPORTED', 'this node takes no part in broadcasts: make it with broadcasts: true')
  }

  #assertOpen(): void {
    if (this.isClosed) throw new HearsayError('ERR_CLOSED', `node ${this.name} is closed`)
  }

  #assertEventFits(name: string, payload: Uint8Array): void {
    const { env } = this.#runtime
    const size = utf8Length(name) + payload.length
    const event: UserEvent = { tag: SERF_TAGS.userEvent, ltime: LATEST_WITNESSED, name, payload, coalesce: false }
    const room = env.packetBudget - PART_OVERHEAD - (env.sizeOf(event) - size)
    const limit = Math.min(this.#options.serf.userEventLimit, room)
    if (size > limit) {
      const advice = 'send a reference to the data instead'
      throw new HearsayError(
        'ERR_EVENT_TOO_LARGE',
        `event "${name}" takes ${size} bytes, the limit is ${limit}: ${advice}`,
      )
    }
  }

  async #leave(): Promise<void> {
    if (this.isClosed) return this.close()
    this.#rejoiner.stop()
    await new Promise<void>((resolve) => {
      const cancel = this.#runtime.later(LEAVE_TIMEOUT_MS, resolve)
      this.#onLeft = () => {
        cancel()
        resolve()
      }
      this.#runtime.run(() => {
        this.#broadcasts?.leave()
        this.#serf.leave()
      })
    })
    return this.close()
  }

  async #close(): Promise<void> {
    this.#rejoiner.stop()
    this.#forgetSignal?.()
    await this.#runtime.close()
    this.#joiner.settleAll('the node was closed')
    for (const stream of [...this.#streams]) stream.end()
    this.#broadcasts?.close()
    this.#endReady()
    this.#onLeft?.()
  }

  #rejoinTarget(): ConstructorParameters<typeof Rejoiner>[0] {
    return {
      isAlone: () => this.#swim.liveCount <= 1,
      joinSeeds: (force) => this.#joinSeeds(force),
      later: (delayMs, action) => this.#runtime.later(delayMs, action),
      jitter: () => this.#runtime.env.random() / 0x100000000,
    }
  }

  async #joinSeeds(force: boolean): Promise<JoinResult> {
    const wanted = await this.#joiner.resolveAll(this.#options.seeds)
    const live = new Set([...this.#swim.members()].filter(isLive).map((member) => member.peer))
    return this.#joiner.joinPeers(
      wanted.filter((peer) => force || !live.has(peer)),
      {},
    )
  }

  #onEvent(fact: MembershipEvent | SerfEvent): void {
    switch (fact.type) {
      case 'join':
      case 'leave':
      case 'fail':
      case 'update':
      case 'reap':
        return this.#onMember(fact)
      case 'user-event': {
        const { name, payload, ltime, coalesce } = fact
        return this.#tell({ type: 'event', at: this.#at(), event: { name, payload, ltime, coalesce } })
      }
      case 'member-suspected':
      case 'member-refuted':
        return this.#onDoubt(fact.type, fact.member.node, fact.type === 'member-suspected' ? fact.from : '')
      case 'plane':
        return this.#onPlane(fact)
      case 'name-conflict':
        return this.#onConflict(fact.member.node, fact.claimant)
      case 'self-refuted':
        return this.#tell({ type: 'selfRefute', at: this.#at(), incarnation: fact.incarnation })
      case 'health':
        return this.#tell({ type: 'health', at: this.#at(), score: fact.score })
      case 'joined':
        return this.#joiner.settle(fact.peer, undefined)
      case 'join-failed':
        return this.#joiner.settle(fact.peer, fact.reason)
      case 'incompatible':
        return this.#warn({
          code: 'ERR_INCOMPATIBLE_VERSION',
          message: `a member table was refused: ${fact.reason}`,
          peer: this.#runtime.book.describe(fact.peer),
        })
      case 'leave-done':
        return this.#onLeft?.()
      default:
        return this.#broadcasts?.onEvent(fact)
    }
  }

  #onMember(
    fact: Extract<SerfEvent, { readonly type: 'join' | 'leave' | 'fail' | 'update' | 'reap' | 'leaving' }>,
  ): void {
    if (fact.type === 'leaving') return
    this.#pin(fact.member.node, fact.type === 'reap' ? undefined : fact.member.peer)
    const member = this.#views.of(fact.member)
    if (fact.type === 'reap') this.#views.forget(member.name)
    if (!member.self) this.#tell({ type: fact.type, at: this.#at(), member })
  }

  #onDoubt(type: 'member-suspected' | 'member-refuted', name: string, from: string): void {
    const member = this.#views.find(name)
    if (member === undefined) return
    if (type === 'member-refuted') this.#tell({ type: 'refute', at: this.#at(), member })
    else this.#tell({ type: 'suspect', at: this.#at(), member, from })
  }

  #onPlane({ member: { node }, plane, isUp }: PlaneEvent): void {
    const member = this.#views.find(node)
    if (member === undefined) return
    this.#tell({ type: 'plane', at: this.#at(), member, plane, isUp })
    if (isUp) return
    const [lost, left] =
      plane === 'datagram' ? ['datagrams (UDP)', 'streams (TCP)'] : ['streams (TCP)', 'datagrams (UDP)']
    const message = `${lost} to ${node} do not get through, ${left} do: look at the firewalls between`
    this.#warn({ code: 'ERR_PLANE_DOWN', message, peer: member.address })
  }

  #onConflict(name: string, claimant: PeerId): void {
    const member = this.#views.find(name)
    if (member === undefined) return
    const other = this.#runtime.book.describe(claimant)
    this.#tell({ type: 'conflict', at: this.#at(), member, claimant: other })
    if (!member.self) return
    const advice = 'if it is an earlier life of this node it will be taken over once it is found dead; else rename one'
    this.#warn({ code: 'ERR_NAME_CONFLICT', message: `${other} is also called ${name}: ${advice}`, peer: other })
    if (this.#options.seeds.length > 0) this.#rejoiner.hurry()
  }

  /** Keeps the addresses of members in the book, whatever else is heard. */
  #pin(name: string, peer: PeerId | undefined): void {
    const before = this.#pinned.get(name)
    if (before === peer) return
    if (before !== undefined) this.#runtime.book.unpin(before)
    if (peer === undefined) this.#pinned.delete(name)
    else {
      this.#runtime.book.pin(peer)
      this.#pinned.set(name, peer)
    }
  }

  #warn(warning: NodeWarning): void {
    if (!this.#warnings.passes(warning)) return
    this.#logger?.warn({ ...warning }, warning.message)
    this.#tell({ type: 'warning', at: this.#at(), warning })
  }

  #at(): number {
    return this.#runtime.wallClock()
  }

  #tell(event: Exclude<NodeEvent, { readonly type: 'gap' }>): void {
    for (const stream of this.#streams) stream.push(event)
    safely(() => emitEvent(this, event))
  }
}

/** Options of {@link HearsayNode.sendEvent}. */
export interface SendOptions {
  /** Whether receivers may merge it with other events of its name. Default false. */
  readonly coalesce?: boolean
}

function isLive(member: { readonly state: string }): boolean {
  return member.state === 'alive' || member.state === 'suspect'
}
