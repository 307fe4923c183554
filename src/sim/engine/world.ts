import { deriveSeed, Rng, unit } from '../../base/rng.ts'
import { TimingWheel } from '../../base/timing-wheel.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { atLeast, whole } from '../check.ts'
import { Network } from '../network/network.ts'
import { Recorder } from '../trace/recorder.ts'
import { Counters } from './counters.ts'
import { EVENT, EVENT_BITS, EVENT_MASK, ticksOf, TICKS_PER_MS } from './event-kind.ts'
import type { SimOptions, Wire } from './options.ts'
import { TimerLists } from './timer-lists.ts'

/** Purposes of random streams; each gets a seed of its own. */
export const STREAM = { node: 1, network: 2, faults: 3, workload: 4, clock: 5 } as const

/** What the parts of one simulation share: time, the network, the books. */
export class World {
  #seed: number
  readonly wheel: TimingWheel = new TimingWheel(1024)
  readonly timers: TimerLists = new TimerLists()
  readonly network: Network
  readonly counters: Counters = new Counters()
  readonly recorder: Recorder
  readonly packetBudget: number
  readonly wire: Wire | undefined
  readonly sizeOf: (message: Message) => number
  readonly expectsReply: (message: Message) => boolean
  readonly #serviceMs: number | undefined
  readonly #driftPpm: number

  constructor(options: SimOptions) {
    this.#seed = options.seed
    this.network = new Network(options.network ?? {}, deriveSeed(options.seed, STREAM.network))
    this.recorder = new Recorder(options.trace ?? 'hash')
    this.packetBudget = whole(options.packetBudget ?? 1398, 1, 'packetBudget')
    this.#serviceMs = options.serviceMs === undefined ? undefined : atLeast(options.serviceMs, 0, 'serviceMs')
    this.#driftPpm = checkedDrift(options.driftPpm ?? 0)
    this.wire = options.wire
    this.sizeOf = options.sizeOf ?? (() => 50)
    this.expectsReply = options.expectsReply ?? isAnsweredByDefault
  }

  get seed(): number {
    return this.#seed
  }

  /** From now on all chance comes from another seed. */
  reseed(seed: number): void {
    this.#seed = seed
    this.network.reseed(deriveSeed(seed, STREAM.network))
  }

  /** Virtual ticks since the simulation began. */
  get tick(): number {
    return this.wheel.now
  }

  /** Virtual milliseconds since the simulation began. */
  get now(): number {
    return this.wheel.now / TICKS_PER_MS
  }

  /** What a message takes of a processor of which only a share is left. */
  serviceTicks(share: number): number {
    if (this.#serviceMs === undefined && share === 1) return 0
    return ticksOf((this.#serviceMs ?? STARVED_SERVICE_MS) / share)
  }

  /** How wrong the clock of a node goes by itself: a draw of that node alone. */
  driftPpmOf(node: number): number {
    if (this.#driftPpm === 0) return 0
    const rng = new Rng(deriveSeed(this.seed, STREAM.clock, node))
    return this.#driftPpm * (2 * unit(() => rng.next()) - 1)
  }

  /** Schedules an event that no pause moves and no crash takes away. */
  schedule(tick: number, owner: number, event: number, key: number): void {
    this.wheel.schedule(tick, owner, event, key)
  }

  /** Schedules an event that belongs to a node: it vanishes with a crash and waits through a pause. @returns its handle */
  scheduleOwned(tick: number, node: number, event: number, kind: number, key: number): number {
    const handle = this.wheel.schedule(tick, node, (kind << EVENT_BITS) | event, key)
    this.timers.add(node, this.wheel.entryOf(handle))
    return handle
  }

  /** Takes back an event that belongs to `node`; a handle of another node, or a spent one, is ignored. */
  cancelOwned(node: number, handle: number): void {
    const entry = this.wheel.entryOf(handle)
    if (entry === -1 || this.wheel.ownerOf(entry) !== node) return
    this.timers.remove(node, entry)
    this.wheel.cancel(handle)
  }

  /** Takes back everything that {@link scheduleOwned} scheduled for a node. */
  cancelAllOwned(node: number): void {
    for (const entry of this.timers.entriesOf(node)) this.wheel.cancel(this.wheel.handleOf(entry))
    this.timers.clear(node)
  }

  /** Moves everything that {@link scheduleOwned} scheduled for a node; what was due together keeps its order. */
  shiftAllOwned(node: number, ticks: number): void {
    for (const entry of this.timers.entriesOf(node)) {
      this.wheel.move(this.wheel.handleOf(entry), this.wheel.atOf(entry) + ticks)
    }
  }

  /** Gives what a node's clock decides another tick: its timers and time-outs, not the work of its processor. */
  moveAllOwned(node: number, to: (at: number) => number): void {
    for (const entry of this.timers.entriesOf(node)) {
      if ((this.wheel.kindOf(entry) & EVENT_MASK) === EVENT.serve) continue
      this.wheel.move(this.wheel.handleOf(entry), to(this.wheel.atOf(entry)))
    }
  }
}

/** What a message takes if nothing is said and a processor is short: about what a real node needs (our measurement). */
const STARVED_SERVICE_MS = 0.05

function checkedDrift(ppm: number): number {
  if (atLeast(ppm, 0, 'driftPpm') < 1_000_000) return ppm
  throw new RangeError(`driftPpm: with ${ppm} a clock might not go forward; it must be below 1000000`)
}

function isAnsweredByDefault(message: Message): boolean {
  return message.tag === SWIM_TAGS.pushPull || message.tag === SWIM_TAGS.streamPing
}
