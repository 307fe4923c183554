import { unit } from '../../base/rng.ts'
import type { Channel, Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { Gate } from './gate.ts'
import { GatedEnv } from './gated-env.ts'

/** How a process is made of threads. */
export interface Threads {
  /** The thread that a timer wakes; undefined for one that has a thread of its own, for which nothing has to wait. */
  readonly of: (timerKind: number) => number | undefined
  /** Whether a timer is a tick: a thread comes to the next one only when it is done with what it has begun. */
  readonly isTick: (timerKind: number) => boolean
  /** The period of the ticker that a timer waits for, whose phase is the process's own; 0 for one that needs none. */
  readonly tickerMs: (timerKind: number) => number
  /** How long the reader is busy with one datagram, ms. */
  readonly readMs: number
  /** A stream whose first bytes have to wait for longer fails, ms: its deadline is set when it is opened. */
  readonly streamTimeoutMs: number
}

/**
 * A process whose threads block around sending and receiving while its gate is shut. A thread that has to send stands
 * there until the gate opens, with all that it would do afterwards; timers of other threads go on. One thread reads the
 * datagrams, one after the other, each in its time: what has piled up takes it a while, and if the gate shuts again
 * meanwhile the rest waits. Every stream has a thread of its own.
 */
export class BlockedProcess<L extends Layer = Layer> implements Layer, Gate {
  readonly inner: L
  readonly #env: Env
  readonly #outside: GatedEnv
  readonly #threads: Threads
  readonly #phase: number
  readonly #standing = new Set<number>()
  #running: number | undefined
  #held: (() => void)[] = []
  #ticks: (() => void)[] = []
  #streams: (() => void)[] = []
  readonly #unread: (() => void)[] = []
  #isReading = false

  constructor(env: Env, make: (env: Env) => L, threads: Threads) {
    this.#env = env
    this.#threads = threads
    this.#phase = unit(() => env.random())
    this.#outside = new GatedEnv(
      env,
      (send, channel) => this.#hold(send, channel),
      (delayMs, kind) => this.#untilTick(delayMs, threads.tickerMs(kind)),
    )
    this.inner = make(this.#outside)
  }

  shut(): void {
    this.#outside.isShut = true
  }

  /**
   * Streams are answered, which is one step; threads go on where they stood, which may be several, and come to their
   * ticks; the reader begins.
   */
  open(): void {
    this.#outside.isShut = false
    this.#standing.clear()
    const late = [...this.#streams, ...this.#held, ...this.#ticks]
    this.#held = []
    this.#ticks = []
    this.#streams = []
    for (const act of late) act()
    this.#read()
  }

  start(): void {
    this.inner.start()
  }

  onMessage(from: PeerId, message: Message): void {
    const handle = (): void => this.inner.onMessage(from, message)
    if (STREAMED.has(message.tag)) this.#takeStream(handle)
    else if (this.#outside.isShut || this.#unread.length > 0) this.#unread.push(handle)
    else handle()
  }

  onEvent(event: Event): void {
    this.#takeStream(() => this.inner.onEvent(event))
  }

  onTimer(kind: number, key: number): void {
    if (kind === READ) return this.#readOn()
    const act = (): void => this.inner.onTimer(kind, key)
    const thread = this.#threads.of(kind)
    if (!this.#outside.isShut) act()
    else if (thread === undefined || !this.#standing.has(thread)) this.#runIn(thread, act)
    else if (this.#threads.isTick(kind)) this.#ticks.push(act)
    else this.#held.push(act)
  }

  #runIn(thread: number | undefined, act: () => void): void {
    this.#running = thread
    act()
    this.#running = undefined
  }

  #hold(send: () => void, channel: Channel): void {
    const since = this.#env.now()
    const isInTime = (): boolean => channel !== 'stream' || this.#env.now() - since <= this.#threads.streamTimeoutMs
    this.#held.push(() => {
      if (isInTime()) send()
    })
    if (this.#running !== undefined) this.#standing.add(this.#running)
  }

  #untilTick(delayMs: number, tickerMs: number): number {
    if (tickerMs === 0) return delayMs
    const now = this.#env.now()
    const ticks = Math.ceil((now + delayMs) / tickerMs - this.#phase - ROUNDING)
    return Math.max(0, (ticks + this.#phase) * tickerMs - now)
  }

  #takeStream(handle: () => void): void {
    if (this.#outside.isShut) this.#streams.push(handle)
    else handle()
  }

  #read(): void {
    if (this.#outside.isShut || this.#isReading) return
    this.#unread.shift()?.()
    if (this.#unread.length === 0) return
    this.#isReading = true
    this.#env.setTimer(this.#threads.readMs, READ, 0)
  }

  #readOn(): void {
    this.#isReading = false
    this.#read()
  }
}

/** A share of a tick by which sums of times may be off. */
const ROUNDING = 1e-6

const STREAMED: ReadonlySet<number> = new Set([
  SWIM_TAGS.pushPull,
  SWIM_TAGS.pushPullReply,
  SWIM_TAGS.streamPing,
  SWIM_TAGS.streamAck,
  SWIM_TAGS.refusal,
])

/** A timer kind that no stack has, nor a busy process: it would be that of a 256th layer. */
const READ = 0xfffe
