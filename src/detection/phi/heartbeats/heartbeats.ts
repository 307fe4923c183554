import { unit } from '../../../base/rng.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { Event, RuntimeEvent } from '../../../core/event.ts'
import type { Layer } from '../../../core/layer.ts'
import type { Membership, MembershipEvent } from '../../../core/ports.ts'
import { HEARTBEAT_TAGS } from '../../../core/tags.ts'
import type { AccrualEvent } from './events.ts'
import type { Heartbeat } from './messages.ts'
import { type HeartbeatOptions, heartbeatOptions, phiOf } from './options.ts'
import { Watch } from './watch.ts'
import { neighbours } from './watch-ring.ts'

const TIMER = { beat: 0, check: 1 } as const

/** The members that take part in heartbeats, among them this node. */
export type MemberSource = Pick<Membership, 'node' | 'members'>

/** Peers that are all sent to and all watched (each pinned by whoever gives them), or the members of a cluster. */
export type PeerSource = MemberSource | readonly PeerId[]

/**
 * Accrual failure detection as a layer: sends a heartbeat each interval, listens to those of others with one detector
 * each, and tells when the silence of one reaches a level, and when it ends. Who gets and who gives heartbeats follows
 * the membership, each member being watched by a few; or it is a fixed list.
 */
export class Heartbeats implements Layer<Heartbeat> {
  readonly #env: Env<Heartbeat>
  readonly #source: PeerSource
  readonly #options: HeartbeatOptions
  readonly #watches = new Map<PeerId, Watch>()
  #targets: readonly PeerId[] = []
  #isStale = true
  #heardStranger = false
  #life = 0
  #sequence = 0
  #checkedAt = 0

  /** @throws OptionError */
  constructor(env: Env, source: PeerSource, options: Partial<HeartbeatOptions> = {}) {
    this.#env = env
    this.#source = source
    this.#options = heartbeatOptions(options)
  }

  start(): void {
    this.#life = this.#env.random()
    this.#checkedAt = this.#env.now()
    this.#refresh()
    // at a random phase: nodes that started together shall not all send at once
    const phase = unit(() => this.#env.random())
    this.#env.setTimer(phase * this.#options.intervalMs, TIMER.beat, 0)
    this.#env.setTimer(this.#options.checkIntervalMs, TIMER.check, 0)
  }

  /** Who is listened to. */
  watched(): Iterable<PeerId> {
    return this.#watches.keys()
  }

  /** How suspicious a peer's silence is now; undefined if it is not listened to. */
  phi(peer: PeerId): number | undefined {
    return this.#watches.get(peer)?.detector.phi(this.#env.now())
  }

  onMessage(from: PeerId, message: Heartbeat): void {
    const watch = this.#watches.get(from)
    if (watch === undefined) this.#heardStranger = true
    else if (watch.isAnotherLife(message)) this.#beginAnew(from, watch, message)
    else if (watch.hear(message, this.#env.now())) this.#trust(from, watch, true)
  }

  onTimer(kind: number): void {
    if (kind === TIMER.beat) this.#beat()
    else this.#check()
  }

  onEvent(event: Event): void {
    const { type } = event as RuntimeEvent | MembershipEvent
    if (type === 'member-joined' || type === 'member-gone') this.#isStale = true
    else if (type === 'lag') this.#resume()
  }

  #beat(): void {
    this.#env.setTimer(this.#options.intervalMs, TIMER.beat, 0)
    // whoever beats for us takes us for its watcher: it may know better, for not every change of a member is told
    if (this.#heardStranger) this.#isStale = true
    this.#heardStranger = false
    this.#refresh()
    const heartbeat: Heartbeat = { tag: HEARTBEAT_TAGS.heartbeat, life: this.#life, sequence: ++this.#sequence }
    for (const peer of this.#targets) this.#env.send(peer, heartbeat, 'datagram')
  }

  #check(): void {
    this.#env.setTimer(this.#options.checkIntervalMs, TIMER.check, 0)
    this.#refresh()
    const now = this.#env.now()
    this.#observe(now - this.#checkedAt)
    this.#checkedAt = now
    for (const [peer, watch] of this.#watches) this.#judge(peer, watch, now)
  }

  #judge(peer: PeerId, watch: Watch, now: number): void {
    const isOverdue = !watch.detector.hasStarted && now - watch.since >= this.#options.firstHeartbeatWithinMs
    if (isOverdue) watch.detector.heartbeat(now)
    const phi = watch.detector.phi(now)
    for (const [i, level] of this.#options.levels.entries()) {
      const threshold = phiOf(level)
      if (phi < threshold || watch.suspected[i] === true) continue
      watch.suspected[i] = true
      this.#tell({ type: 'accrual-suspect', peer, phi, threshold })
    }
  }

  /** Only an arrival ends a suspicion: silence that a moved threshold no longer minds is silence still. */
  #trust(peer: PeerId, watch: Watch, wasWrong: boolean): void {
    const phi = this.phi(peer) ?? 0
    for (const [i, level] of this.#options.levels.entries()) {
      if (watch.suspected[i] !== true) continue
      watch.suspected[i] = false
      if (wasWrong && typeof level !== 'number') level.onFalseAlarm()
      this.#tell({ type: 'accrual-trust', peer, phi, threshold: phiOf(level), wasWrong })
    }
  }

  /** Another process answers under the same address: it has its own rhythm, and who suspected the first was right. */
  #beginAnew(peer: PeerId, before: Watch, message: Heartbeat): void {
    const now = this.#env.now()
    const watch = this.#newWatch(now, before.life)
    this.#watches.set(peer, watch)
    watch.hear(message, now)
    this.#trust(peer, before, false)
  }

  /** The time that live peers were watched; who is suspected is not taken for alive. */
  #observe(ms: number): void {
    for (const [i, level] of this.#options.levels.entries()) {
      if (typeof level === 'number') continue
      let trusted = 0
      for (const watch of this.#watches.values()) if (watch.suspected[i] !== true) trusted++
      level.observe(trusted * ms)
    }
  }

  /** What this node did not hear while it did not run is nobody's silence. */
  #resume(): void {
    const now = this.#env.now()
    for (const { detector } of this.#watches.values()) detector.resume(now)
  }

  #refresh(): void {
    if (!this.#isStale) return
    this.#isStale = false
    const { watchers, watched } = this.#peers()
    this.#targets = watchers
    const wanted = new Set(watched)
    for (const peer of this.#watches.keys()) if (!wanted.has(peer)) this.#watches.delete(peer)
    const now = this.#env.now()
    for (const peer of wanted) if (!this.#watches.has(peer)) this.#watches.set(peer, this.#newWatch(now))
  }

  #newWatch(now: number, former?: number): Watch {
    return new Watch(now, this.#options.makeDetector(), this.#options.levels.length, former)
  }

  #peers(): { readonly watchers: readonly PeerId[]; readonly watched: readonly PeerId[] } {
    const source = this.#source
    if (!('members' in source)) {
      const others = source.filter((peer) => peer !== this.#env.self)
      return { watchers: others, watched: others }
    }
    const peers = new Map<string, PeerId>()
    for (const { node, peer, state } of source.members()) {
      if (state === 'alive' || state === 'suspect') peers.set(node, peer)
    }
    const ring = neighbours(peers.keys(), source.node, this.#options.watchers)
    const numbers = (names: readonly string[]): PeerId[] => names.map((name) => peers.get(name) as PeerId)
    return { watchers: numbers(ring.watchers), watched: numbers(ring.watched) }
  }

  #tell(event: AccrualEvent): void {
    this.#env.emit(event)
  }
}
