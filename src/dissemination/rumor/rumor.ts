import { below } from '../../base/rng.ts'
import { poisson } from '../../base/poisson.ts'
import type { Env, PeerId, TimerId } from '../../core/env.ts'
import type { Event, LagEvent } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { DeliveredEvent, Dissemination, PeerSampler } from '../../core/ports.ts'
import { RUMOR_TAGS } from '../../core/tags.ts'
import { Remembered } from '../remembered.ts'
import { Carried, type CarriedRumor } from './carried.ts'
import { Cycles } from './cycles.ts'
import type { RumorBodies, RumorCall, RumorEntry, RumorFeedback, RumorMessage } from './messages.ts'
import { Offers } from './offers.ts'
import { type RumorOptions, rumorOptions } from './options.ts'
import type { StoppingRule } from './stopping/interest.ts'
import { stoppingRule } from './stopping/stopping-rule.ts'
import { LAST_ASKED_CYCLES, Wanted } from './wanted.ts'

/** What the layer counts, for metrics. */
export interface RumorCounters {
  /** Contacts begun. */
  calls: number
  /** Calls that came when no more were taken. */
  turnedAway: number
  /** Rumours told, by number or whole, in calls and answers. */
  tellings: number
  /** Payloads sent. */
  bodies: number
  /** Rumours that were told here, and known. */
  needless: number
  /** Payloads that were larger than may be, or that nobody had asked for. */
  refused: number
}

/**
 * Rumour mongering (Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987, section 1.4): a
 * node tells random peers what it has heard, and loses interest by one of several rules. Deviations: README.md of
 * `dissemination`.
 */
export class Rumor implements Layer<RumorMessage>, Dissemination {
  readonly #env: Env<RumorMessage>
  readonly #sampler: Pick<PeerSampler, 'sample'>
  readonly #options: RumorOptions
  /** None if rumours are told once, when they are heard. */
  readonly #rule: StoppingRule | undefined
  readonly #cycles: Cycles
  readonly #remembered: Remembered
  readonly #carried: Carried
  readonly #wanted = new Wanted()
  readonly #offers = new Offers(LAST_ASKED_CYCLES)
  /** Rumours that are told no more: their payloads stay for those who were told. */
  readonly #fading = new Map<number, { readonly age: number; readonly since: number }>()
  /** What the present cycle's messages tell; undefined when it must be put together anew. */
  #entries: { readonly cycle: number; readonly rumors: readonly RumorEntry[] } | undefined
  #taken = { cycle: -1, calls: 0 }
  #turnedIn = -1
  #timer: TimerId | undefined
  /** Whether the timer is only to forget what is told no more. */
  #isDozing = false
  readonly #counters: RumorCounters = { calls: 0, turnedAway: 0, tellings: 0, bodies: 0, needless: 0, refused: 0 }

  /** @param sampler who is called. @throws OptionError */
  constructor(env: Env<RumorMessage>, sampler: Pick<PeerSampler, 'sample'>, options: Partial<RumorOptions> = {}) {
    this.#env = env
    this.#sampler = sampler
    this.#options = rumorOptions(options)
    const { stop, k, phase, cycleMs, rememberMs, mostRemembered, mostKeptBytes, mostCarried, cutOff } = this.#options
    this.#rule = stoppingRule(stop, k, this.#random)
    this.#cycles = new Cycles(cycleMs, phase === 'random' ? below(this.#random, cycleMs) : 0)
    this.#remembered = new Remembered(rememberMs, mostRemembered, mostKeptBytes)
    this.#carried = new Carried(mostCarried, cutOff)
  }

  get counters(): Readonly<RumorCounters> {
    return this.#counters
  }

  /** Rumours that it tells. */
  get carried(): number {
    return this.#carried.size
  }

  /** Cycles for which it will tell this rumour, unless it loses interest; 0 if it does not carry it. */
  cyclesLeft(id: number): number {
    const carried = this.#carried.get(id)
    return carried === undefined ? 0 : this.#options.cutOff - this.#carried.age(carried, this.#cycle)
  }

  /** What it holds, each bounded by an option or a constant. */
  get held(): { readonly numbers: number; readonly bytes: number; readonly wanted: number; readonly offers: number } {
    const { size, bytes } = this.#remembered
    return { numbers: size, bytes, wanted: this.#wanted.size, offers: this.#offers.size }
  }

  start(): void {
    this.#wake()
  }

  /** @throws RangeError if the payload is larger than `mostPayloadBytes` */
  broadcast(payload: Uint8Array): number {
    const { mostPayloadBytes } = this.#options
    if (payload.length > mostPayloadBytes) {
      throw new RangeError(`a payload of ${payload.length} bytes; rumor.mostPayloadBytes is ${mostPayloadBytes}`)
    }
    const id = this.#env.random() * 0x200000 + (this.#env.random() >>> 11) // 53 bits
    this.#learn(this.#env.self, { id, hops: 0, age: 0, counter: 0 }, payload)
    return id
  }

  onMessage(from: PeerId, message: RumorMessage): void {
    switch (message.tag) {
      case RUMOR_TAGS.call:
        return this.#onCall(from, message)
      case RUMOR_TAGS.answer:
        return this.#onTold(from, message.rumors, this.#cycle)
      case RUMOR_TAGS.feedback:
        return this.#onFeedback(from, message)
      default:
        return this.#onBodies(from, message)
    }
  }

  onTimer(): void {
    this.#timer = undefined
    const cycle = this.#cycle
    if (cycle !== this.#turnedIn) this.#turn(cycle)
    this.#wake()
  }

  onEvent(event: Event): void {
    if (event.type !== 'lag') return
    this.#carried.miss(Math.ceil((event as LagEvent).ms / this.#options.cycleMs))
    this.#entries = undefined
  }

  get #cycle(): number {
    return this.#cycles.at(this.#env.now())
  }

  readonly #random = (): number => this.#env.random()

  /** Lets the next cycle come, if there will be anything to do in it; else a later one, in which all is forgotten. */
  #wake(): void {
    const isIdle = this.#options.mode === 'push' && this.#carried.size + this.#wanted.size === 0
    if (isIdle && this.#fading.size + this.#offers.size === 0) return
    if (this.#timer !== undefined && (isIdle || !this.#isDozing)) return
    if (this.#timer !== undefined) this.#env.clearTimer(this.#timer)
    this.#isDozing = isIdle
    const laterMs = isIdle ? (LAST_ASKED_CYCLES + 1) * this.#options.cycleMs : 0
    this.#timer = this.#env.setTimer(this.#cycles.untilNext(this.#env.now()) + laterMs, 0, 0)
  }

  #turn(cycle: number): void {
    this.#turnedIn = cycle
    this.#entries = undefined
    for (const rumor of this.#carried.turn(cycle)) this.#fade(rumor.id, this.#carried.age(rumor, cycle), cycle)
    this.#offers.turn(cycle)
    this.#dropFaded(cycle)
    for (const { peer, id } of this.#wanted.turn(cycle)) this.#feedBack(peer, [], [], [id])
    this.#call(cycle)
  }

  #call(cycle: number): void {
    const { mode } = this.#options
    const rumors = mode === 'pull' ? [] : this.#toldIn(cycle)
    const asks = mode !== 'push'
    if (rumors.length > 0 || asks) this.#callPeers({ tag: RUMOR_TAGS.call, rumors, asks }, cycle)
  }

  #callPeers(call: RumorCall, cycle: number): void {
    const { fanout, fanoutLaw } = this.#options
    const count = fanoutLaw === 'poisson' ? poisson(this.#random, fanout) : fanout
    for (const peer of count === 0 ? [] : this.#sampler.sample(count)) {
      this.#counters.calls++
      this.#tell(peer, call, cycle)
    }
  }

  #onCall(from: PeerId, { rumors, asks }: RumorCall): void {
    const cycle = this.#cycle
    if (!this.#takesCall(cycle)) {
      this.#counters.turnedAway++
      return
    }
    const answer = asks ? this.#answerTo(rumors, cycle) : []
    this.#onTold(from, rumors, cycle)
    if (answer.length > 0 || (asks && this.#rule?.needsStates === true)) {
      this.#tell(from, { tag: RUMOR_TAGS.answer, rumors: answer }, cycle)
    }
  }

  #takesCall(cycle: number): boolean {
    if (this.#taken.cycle !== cycle) this.#taken = { cycle, calls: 0 }
    return this.#taken.calls++ < this.#options.answerLimit
  }

  /** What a caller is told: all, or, where the rule does not ask for states, what it has not told itself. */
  #answerTo(rumors: readonly RumorEntry[], cycle: number): readonly RumorEntry[] {
    const told = this.#toldIn(cycle)
    if (rumors.length === 0 || this.#rule?.needsStates === true) return told
    const named = new Set(rumors.slice(0, MOST_TOLD).map(({ id }) => id))
    return told.filter(({ id }) => {
      if (named.has(id)) this.#carried.get(id)?.interest.contact(false) // the caller knows it
      return !named.has(id)
    })
  }

  /** A call or an answer tells of rumours; of more than a message may have the first are read. */
  #onTold(from: PeerId, all: readonly RumorEntry[], cycle: number): void {
    const rumors = all.slice(0, MOST_TOLD)
    if (this.#rule?.needsStates === true) this.#meet(rumors, cycle)
    const needed: number[] = []
    const needless: number[] = []
    const wanted: number[] = []
    for (const rumor of rumors) {
      ;(this.#needs(rumor.id, cycle) ? needed : needless).push(rumor.id)
      if (this.#hear(from, rumor, cycle)) wanted.push(rumor.id)
    }
    this.#counters.needless += needless.length
    if (this.#rule?.needsFeedback === true) this.#feedBack(from, needed, needless, wanted)
    else this.#feedBack(from, [], [], wanted)
    if (wanted.length > 0) this.#wake()
  }

  /** A partner tells how far it is with each rumour; what it does not name it does not tell. */
  #meet(rumors: readonly RumorEntry[], cycle: number): void {
    const counters = new Map(rumors.map(({ id, counter }) => [id, counter]))
    for (const { id } of this.#toldIn(cycle)) this.#carried.get(id)?.interest.met(counters.get(id) ?? 0)
  }

  /** Whether to be told of it is news, or was when the cycle began. */
  #needs(id: number, cycle: number): boolean {
    const isKnown = this.#remembered.has(id)
    if (this.#options.judge === 'now') return !isKnown && !this.#wanted.has(id)
    return !isKnown || this.#carried.get(id)?.heardIn === cycle
  }

  /** @returns whether the payload is to be asked for */
  #hear(from: PeerId, rumor: RumorEntry, cycle: number): boolean {
    const { id, counter, payload } = rumor
    const carried = this.#carried.get(id)
    if (carried?.heardIn === cycle) carried.interest.heard(counter)
    if (this.#remembered.has(id)) return false
    if (payload === undefined) return this.#wanted.note(id, { peer: from, counter }, cycle)
    this.#receive(from, rumor, payload)
    return false
  }

  #receive(from: PeerId, rumor: RumorEntry, payload: Uint8Array): void {
    if (payload.length > this.#options.mostPayloadBytes) this.#counters.refused++
    else this.#learn(from, rumor, payload)
  }

  #learn(from: PeerId, rumor: RumorEntry, payload: Uint8Array): void {
    const { id, hops } = rumor
    const cycle = this.#cycle
    this.#remembered.add(id, hops, payload, this.#env.now())
    const announcers = this.#wanted.take(id)
    if (this.#rule === undefined) this.#tellOnce(id, cycle)
    else if (!(rumor.age < this.#options.cutOff)) this.#fade(id, rumor.age, cycle)
    else this.#carry(rumor, cycle, this.#rule, [rumor.counter, ...announcers.map(({ counter }) => counter)])
    this.#wake()
    const event: DeliveredEvent = { type: 'delivered', id, from, hops, payload }
    this.#env.emit(event)
  }

  #carry({ id, hops, age }: RumorEntry, cycle: number, rule: StoppingRule, counters: readonly number[]): void {
    const interest = rule.begin()
    for (const counter of counters) interest.heard(counter)
    const dropped = this.#carried.add({ id, hops, heardIn: cycle, interest }, age)
    this.#entries = undefined
    if (dropped !== undefined) this.#fade(dropped.id, this.#carried.age(dropped, cycle), cycle)
  }

  /** Infect and die. */
  #tellOnce(id: number, cycle: number): void {
    const hops = this.#remembered.hops(id) ?? 0
    const [rumor] = this.#entriesOf([{ id, hops, age: 0, counter: 0 }])
    if (rumor !== undefined) this.#callPeers({ tag: RUMOR_TAGS.call, rumors: [rumor], asks: false }, cycle)
    this.#fade(id, 0, cycle)
  }

  /** It is told no more. */
  #fade(id: number, age: number, since: number): void {
    this.#fading.set(id, { age, since })
    if (this.#fading.size <= this.#options.mostRemembered) return
    const [oldest] = this.#fading.keys()
    if (oldest !== undefined) this.#dropFading(oldest)
  }

  #dropFaded(cycle: number): void {
    for (const [id, { since }] of this.#fading) {
      if (cycle - since <= LAST_ASKED_CYCLES) break // the others are younger
      this.#dropFading(id)
    }
  }

  #dropFading(id: number): void {
    this.#fading.delete(id)
    this.#remembered.dropPayload(id)
  }

  /** What this cycle's calls and answers tell. */
  #toldIn(cycle: number): readonly RumorEntry[] {
    if (this.#entries?.cycle === cycle) return this.#entries.rumors
    const isTold = ({ heardIn }: CarriedRumor): boolean => this.#options.judge === 'now' || heardIn < cycle
    const told = this.#carried.some(MOST_TOLD, cycle).filter(isTold)
    const ofEach = told.map((rumor) => {
      const { id, hops, interest } = rumor
      return { id, hops, age: this.#carried.age(rumor, cycle), counter: interest.counter }
    })
    this.#entries = { cycle, rumors: this.#entriesOf(ofEach) }
    return this.#entries.rumors
  }

  /** As they travel: a link further, and with payloads if these go along and have room. */
  #entriesOf(rumors: readonly RumorEntry[]): RumorEntry[] {
    let room = this.#options.bodies === 'at-once' ? this.#env.packetBudget : 0
    const entries: RumorEntry[] = []
    for (const rumor of rumors) {
      const entry = { ...rumor, hops: rumor.hops + 1 }
      const payload = this.#remembered.payload(rumor.id)
      if (payload === undefined) continue // there was no room for it any more
      room -= payload.length + ENTRY_BYTES
      entries.push(room < 0 ? entry : { ...entry, payload })
    }
    return entries
  }

  #onFeedback(from: PeerId, { needed, needless, wanted }: RumorFeedback): void {
    if (!this.#offers.has(from)) return
    for (const id of needed.slice(0, MOST_TOLD)) this.#carried.get(id)?.interest.contact(true)
    for (const id of needless.slice(0, MOST_TOLD)) this.#carried.get(id)?.interest.contact(false)
    const count = this.#offers.take(from, Math.min(MOST_TOLD, wanted.length))
    this.#sendBodies(from, wanted.slice(0, count))
  }

  /** Small payloads share a packet. */
  #sendBodies(to: PeerId, ids: readonly number[]): void {
    let rumors: RumorEntry[] = []
    let bytes = 0
    for (const entry of ids.map((id) => this.#wholeEntry(id))) {
      if (entry?.payload === undefined) continue
      const size = entry.payload.length + ENTRY_BYTES
      if (rumors.length > 0 && bytes + size > this.#env.packetBudget) {
        this.#send(to, { tag: RUMOR_TAGS.bodies, rumors })
        rumors = []
        bytes = 0
      }
      rumors.push(entry)
      bytes += size
    }
    if (rumors.length > 0) this.#send(to, { tag: RUMOR_TAGS.bodies, rumors })
  }

  #wholeEntry(id: number): RumorEntry | undefined {
    const [payload, hops] = [this.#remembered.payload(id), this.#remembered.hops(id)]
    if (payload === undefined || hops === undefined) return undefined
    const carried = this.#carried.get(id)
    const age = carried === undefined ? (this.#fading.get(id)?.age ?? 0) : this.#carried.age(carried, this.#cycle)
    this.#counters.bodies++
    return { id, hops: hops + 1, age, counter: carried?.interest.counter ?? 0, payload }
  }

  #onBodies(from: PeerId, { rumors }: RumorBodies): void {
    for (const rumor of rumors.slice(0, MOST_TOLD)) {
      if (rumor.payload !== undefined && this.#wanted.isAsked(rumor.id, from)) {
        this.#receive(from, rumor, rumor.payload)
      } else this.#counters.refused++
    }
  }

  #tell(peer: PeerId, message: RumorMessage & { readonly rumors: readonly RumorEntry[] }, cycle: number): void {
    const { rumors } = message
    this.#counters.tellings += rumors.length
    for (const { payload } of rumors) if (payload !== undefined) this.#counters.bodies++
    if (rumors.length > 0) this.#offers.make(peer, rumors.length, cycle)
    this.#send(peer, message)
  }

  #feedBack(to: PeerId, needed: readonly number[], needless: readonly number[], wanted: readonly number[]): void {
    if (needed.length + needless.length + wanted.length === 0) return
    this.#send(to, { tag: RUMOR_TAGS.feedback, needed, needless, wanted })
  }

  #send(peer: PeerId, message: RumorMessage): void {
    const fits = this.#env.sizeOf(message) <= this.#env.packetBudget
    this.#env.send(peer, message, fits ? 'datagram' : 'stream')
  }
}

/** Rumours in one message: some 1000 bytes without payloads. */
const MOST_TOLD = 64
/** What a rumour takes in a message, less its payload. */
const ENTRY_BYTES = 24
