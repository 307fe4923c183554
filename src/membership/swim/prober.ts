import type { PeerId, TimerId } from '../../core/env.ts'
import type { UndeliverableEvent } from '../../core/event.ts'
import { PACKET, packet } from '../../core/message.ts'
import type { Plane } from '../../core/ports.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { unit } from '../../base/rng.ts'
import { adjustHealth, type SwimContext, TIMER, tell } from './context.ts'
import type { Gossiper } from './gossiper.ts'
import { NO_ROW, type Row } from './members.ts'
import type { Ack, IndirectPing, Nack, Ping, StreamAck, StreamPing, Suspect } from './messages.ts'
import { Relays } from './relays.ts'
import { CHECKSUM_VERSION, NACK_VERSION, STREAM_PING_VERSION } from './versions.ts'

/** A probe in progress. One at a time: the next waits for its end. */
interface Probe {
  readonly sequence: number
  /** Of the second ping, over a link, to a peer whom datagrams do not reach. */
  readonly linkSequence: number | undefined
  readonly row: Row
  readonly node: string
  /** As of the start: an answer that is missing says nothing about a life that began later. */
  readonly incarnation: number
  readonly startedAt: number
  /** When it ends if no answer comes: with the tick that is nearest. */
  readonly endsAt: number
  /** What is tried next, if no answer comes. */
  timer: TimerId
  /** Whether a stream ping was sent. */
  streamTried: boolean
  /** Whether helpers have been asked. */
  indirect: boolean
  expectedNacks: number
  nacks: number
  /** Whether the target answered over a stream. */
  streamAnswered: boolean
  /** Whether the target's host said that nobody listens there. */
  refused: boolean
}

/**
 * SWIM's failure detector (section 3.1, with the round-robin order of 4.3) and Lifeguard's additions: each period one
 * member is pinged; without an answer some others are asked to ping it; without an answer from anybody it is suspected.
 */
export class Prober {
  readonly #context: SwimContext
  readonly #gossip: Gossiper
  readonly #suspect: (suspect: Suspect) => void
  readonly #forgetDead: () => void
  readonly #relays: Relays
  /** Suspects that should be probed before the order's next, because the cluster waits for confirmations; mostly none. */
  #preferred: Set<string> | undefined
  #sequence = 0
  #probe: Probe | undefined
  /** A datagram ping whose probe was answered over a link first; its own answer may still come. */
  #unanswered: Probe | undefined

  constructor(context: SwimContext, gossip: Gossiper, suspect: (suspect: Suspect) => void, forgetDead: () => void) {
    this.#context = context
    this.#gossip = gossip
    this.#suspect = suspect
    this.#forgetDead = forgetDead
    this.#relays = new Relays(context, gossip)
  }

  /** Starts the probe periods, at a random phase so that the members of a cluster do not probe in step. */
  start(): void {
    const { env, options, random } = this.#context
    env.setTimer(unit(random) * options.probeIntervalMs, TIMER.probeTick, 0)
  }

  onTimer(kind: number, key: number): void {
    if (kind === TIMER.probeTick) this.#onTick()
    else if (kind === TIMER.probeTimeout) this.#askOthers(key)
    else if (kind === TIMER.probeEnd) this.#end(key)
    else if (kind === TIMER.probeLate) this.#onLate(key)
    else if (kind === TIMER.relayNack) this.#relays.sendNack(key)
    else if (kind === TIMER.relayTimeout) this.#relays.end(key)
  }

  /** A suspicion has started or was confirmed: about as many members as it lacks confirmations probe it next. */
  onSuspicion(row: Row): void {
    const { table, options, random } = this.#context
    const missing = table.suspicion(row)?.missing ?? 0
    if (!options.confirmFirst || missing <= 0 || this.#probe?.node === table.node(row)) return
    const others = Math.max(1, table.live - 2) // neither we nor the suspect
    if (unit(random) >= (2 * missing) / others) return
    this.#preferred ??= new Set()
    this.#preferred.add(table.node(row))
  }

  onPing(from: PeerId, ping: Ping): void {
    if (!this.#isForUs(ping.node)) return
    const ack: Ack = { tag: SWIM_TAGS.ack, sequence: ping.sequence, payload: NO_PAYLOAD }
    this.#gossip.sendWithNews(ping.source ?? from, ack, 'datagram') // back the way that the ping came
  }

  onStreamPing(from: PeerId, ping: StreamPing): void {
    if (!this.#isForUs(ping.node)) return
    const ack: StreamAck = { tag: SWIM_TAGS.streamAck, sequence: ping.sequence }
    this.#context.env.send(from, ack, 'stream')
  }

  onIndirectPing(from: PeerId, asked: IndirectPing): void {
    this.#relays.begin(from, asked, this.nextSequence())
  }

  onAck(from: PeerId, ack: Ack): void {
    const probe = this.#probe
    if (probe !== undefined && (ack.sequence === probe.sequence || ack.sequence === probe.linkSequence)) {
      this.#onProbeAck(from, probe, ack)
      return
    }
    if (this.#unanswered?.sequence === ack.sequence) {
      this.#observe(this.#targetOf(this.#unanswered), 'datagram', true)
      this.#unanswered = undefined
      return
    }
    this.#relays.onAck(ack)
  }

  /** Reads what the next tick or answer needs: see {@link Layer.touch}. */
  touch(): number {
    return this.#sequence + (this.#probe?.sequence ?? 0)
  }

  #onProbeAck(from: PeerId, probe: Probe, ack: Ack): void {
    const { table } = this.#context
    const target = this.#targetOf(probe)
    const isDirect = !probe.indirect || (table.isLive(target) && table.peer(target) === from)
    if (ack.sequence === probe.linkSequence) this.#unanswered = probe
    else if (!isDirect) this.#missDatagram(target)
    else {
      this.#observe(target, 'datagram', true)
      this.#tellProbed(probe, target, ack)
    }
    this.#succeed(probe)
  }

  onNack(nack: Nack): void {
    const probe = this.#probe
    const { options } = this.#context
    if (probe?.sequence !== nack.sequence || probe.nacks >= probe.expectedNacks) return // nobody was asked for it
    probe.nacks++
    if (options.earlyHelp && probe.nacks >= probe.expectedNacks) this.#end(probe.sequence) // nothing more will come
  }

  onStreamAck(ack: StreamAck): void {
    if (this.#probe?.sequence !== ack.sequence) return
    this.#probe.streamAnswered = true
    this.#observe(this.#targetOf(this.#probe), 'stream', true)
  }

  /**
   * The target's host answers that nobody listens there: the process is gone, or so broken that its peers should know.
   * Helpers get a moment to report otherwise; the rest of the period would bring nothing new.
   */
  onUndeliverable({ to, message, refused, knowsNoLinks }: UndeliverableEvent): void {
    const probe = this.#probe
    const { env, options, planes } = this.#context
    if (knowsNoLinks === true && (message.tag === SWIM_TAGS.ping || message.tag === PACKET)) planes.refuseLink(to)
    const { tag, sequence } = message as StreamPing
    if (!refused || !options.refusalEvidence || tag !== SWIM_TAGS.streamPing || probe?.sequence !== sequence) return
    probe.refused = true
    if (!probe.indirect) this.#askOthers(sequence)
    env.clearTimer(probe.timer)
    probe.timer = env.setTimer(options.probeTimeoutMs * REFUSAL_GRACE, TIMER.probeEnd, probe.sequence)
  }

  #onTick(): void {
    const { env, options, leaving } = this.#context
    const probe = this.#probe
    if (probe !== undefined && env.now() > probe.endsAt - options.probeIntervalMs / 2) this.#end(probe.sequence)
    if (this.#probe === undefined && !leaving) {
      const row = this.#nextTarget()
      if (row !== undefined) this.#start(row)
    }
    env.setTimer(options.probeIntervalMs, TIMER.probeTick, 0)
  }

  #start(row: Row): void {
    const { env, options, awareness, table, node, planes } = this.#context
    if (this.#unanswered !== undefined) this.#missDatagram(this.#targetOf(this.#unanswered))
    this.#unanswered = undefined
    const sequence = this.nextSequence()
    const isLinked = planes.channelTo(table.peer(row)) === 'link'
    this.#probe = {
      sequence,
      linkSequence: isLinked ? this.nextSequence() : undefined,
      row,
      node: table.node(row),
      incarnation: table.incarnation(row),
      startedAt: env.now(),
      endsAt: env.now() + awareness.scale(options.probeIntervalMs),
      timer: env.setTimer(options.probeTimeoutMs * LATE, TIMER.probeLate, sequence),
      streamTried: false,
      indirect: false,
      expectedNacks: 0,
      nacks: 0,
      streamAnswered: false,
      refused: false,
    }
    this.#context.counters.probes++
    const ping: Ping = { tag: SWIM_TAGS.ping, sequence, node: table.node(row), source: env.self, sourceNode: node }
    if (options.buddySystem && table.state(row) === 'suspect') this.#pingSuspect(row, ping)
    else this.#gossip.sendWithNews(table.peer(row), ping, 'datagram')
    if (this.#probe.linkSequence !== undefined) this.#pingOverLink({ ...ping, sequence: this.#probe.linkSequence }, row)
  }

  /** Beside the datagram, which shows whether that way works again. */
  #pingOverLink(ping: Ping, row: Row): void {
    this.#gossip.sendWithNews(this.#context.table.peer(row), ping, 'link')
  }

  /** Lifeguard's buddy system: the suspect hears of the suspicion with the ping, so it can refute at once. */
  #pingSuspect(row: Row, ping: Ping): void {
    const { env, table, node } = this.#context
    const checked = table.greatestVersion(row) >= CHECKSUM_VERSION
    env.send(
      table.peer(row),
      packet([ping, accusation(table.node(row), table.incarnation(row), node)], checked),
      'datagram',
    )
  }

  /** The ack is late; the period's rest is well used. */
  #onLate(sequence: number): void {
    const probe = this.#probe
    const { env, options } = this.#context
    if (probe?.sequence !== sequence) return
    if (options.earlyHelp) return this.#askOthers(sequence)
    const passedMs = env.now() - probe.startedAt
    probe.timer = env.setTimer(options.probeTimeoutMs - passedMs, TIMER.probeTimeout, sequence)
    if (options.refusalEvidence) this.#tryStream(sequence)
  }

  #askOthers(sequence: number): void {
    const probe = this.#probe
    const { table } = this.#context
    if (probe?.sequence !== sequence || probe.indirect) return
    const target = this.#targetOf(probe)
    if (!table.isLive(target)) return // its death was told meanwhile, nobody needs our evidence
    probe.indirect = true
    this.#askHelpers(probe, target)
    this.#tryStream(sequence)
  }

  /** A stream reaches the target where datagrams do not, or is refused, which is evidence. */
  #tryStream(sequence: number): void {
    const probe = this.#probe
    const { table, options } = this.#context
    if (probe?.sequence !== sequence || probe.streamTried || !options.streamPing) return
    const target = this.#targetOf(probe)
    if (!table.isLive(target) || table.greatestVersion(target) < STREAM_PING_VERSION) return
    probe.streamTried = true
    this.#pingByStream(probe, target)
  }

  #askHelpers(probe: Probe, target: Row): void {
    const { env, table, options, random, selfRow, node } = this.#context
    const fits = (row: Row): boolean => row !== selfRow && row !== target && table.isAlive(row)
    for (const helper of table.sample(options.indirectChecks, random, fits)) {
      const nack = options.nacks && table.greatestVersion(helper) >= NACK_VERSION
      if (nack) probe.expectedNacks++
      const ask: IndirectPing = {
        tag: SWIM_TAGS.indirectPing,
        sequence: probe.sequence,
        target: table.peer(target),
        node: probe.node,
        nack,
        source: env.self,
        sourceNode: node,
      }
      this.#gossip.sendWithNews(table.peer(helper), ask)
    }
  }

  #pingByStream(probe: Probe, target: Row): void {
    const { env, table, node } = this.#context
    const { sequence } = probe
    const ping: StreamPing = {
      tag: SWIM_TAGS.streamPing,
      sequence,
      node: probe.node,
      source: env.self,
      sourceNode: node,
    }
    env.send(table.peer(target), ping, 'stream')
  }

  #end(sequence: number): void {
    const probe = this.#probe
    if (probe?.sequence !== sequence) return
    if (!probe.streamAnswered) return this.#fail(probe)
    this.#observe(this.#targetOf(probe), 'datagram', false)
    this.#succeed(probe)
  }

  #succeed(probe: Probe): void {
    this.#finish(probe)
    adjustHealth(this.#context, -1)
  }

  #fail(probe: Probe): void {
    const { table, node, counters } = this.#context
    this.#finish(probe)
    counters.failedProbes++
    if (!table.isLive(this.#targetOf(probe))) return // it is known to be gone: its silence says nothing about us
    adjustHealth(this.#context, missedAnswers(probe))
    this.#suspect(accusation(probe.node, probe.incarnation, node, probe.refused))
  }

  /** The target's row, if it is still a member. */
  #targetOf({ row, node }: Probe): Row {
    const { table } = this.#context
    return table.node(row) === node ? row : table.find(node)
  }

  #observe(row: Row, plane: Plane, isUp: boolean): void {
    const { table, planes } = this.#context
    if (table.isLive(row)) planes.observe(table.peer(row), plane, isUp)
  }

  #missDatagram(row: Row): void {
    const { table, planes } = this.#context
    if (table.isLive(row)) planes.missDatagram(table.peer(row))
  }

  #finish(probe: Probe): void {
    this.#context.env.clearTimer(probe.timer)
    this.#probe = undefined
  }

  #tellProbed(probe: Probe, row: Row, ack: Ack): void {
    const { table, env, options } = this.#context
    if (!table.isLive(row)) return
    const rttMs = env.now() - probe.startedAt
    if (rttMs > options.probeTimeoutMs) return // too late to say anything about the way
    tell(this.#context, { type: 'probed', member: table.view(row), rttMs, payload: ack.payload })
  }

  #nextTarget(): Row | undefined {
    return this.#nextPreferred() ?? this.#nextInOrder()
  }

  #nextPreferred(): Row | undefined {
    const preferred = this.#preferred
    if (preferred === undefined) return undefined
    const { table } = this.#context
    for (const node of preferred) {
      preferred.delete(node)
      const row = table.find(node)
      if ((table.suspicion(row)?.missing ?? 0) > 0) return row
    }
    this.#preferred = undefined
    return undefined
  }

  #nextInOrder(): Row | undefined {
    const { table, random, selfRow } = this.#context
    for (let looked = 0; looked <= table.size; looked++) {
      const row = table.next()
      if (row === NO_ROW) {
        this.#forgetDead()
        table.shuffle(random)
      } else if (row !== selfRow && table.isLive(row)) return row
    }
    return undefined
  }

  #isForUs(node: string): boolean {
    if (node === '' || node === this.#context.node) return true
    this.#context.counters.misdirectedPings++
    return false
  }

  /** Sequence numbers are one series for all pings of a node. */
  nextSequence(): number {
    this.#sequence = (this.#sequence + 1) >>> 0
    return this.#sequence
  }
}

/** What a failed probe says about ourselves: whoever hears that a host refuses hears well enough. */
function missedAnswers({ refused, expectedNacks, nacks }: Probe): number {
  if (refused) return 0
  return expectedNacks > 0 ? expectedNacks - nacks : 1
}

function accusation(node: string, incarnation: number, from: string, refused = false): Suspect {
  return { tag: SWIM_TAGS.suspect, incarnation, node, from, ...(refused ? { refused } : {}) }
}

/** After this share of the probe time-out an ack is late: whoever has not answered by then may well be gone. */
const LATE = 0.4
/** After a refusal helpers have this share of the probe time-out: several round trips, as the time-out is their 99th percentile. */
const REFUSAL_GRACE = 0.2
const NO_PAYLOAD = new Uint8Array(0)
