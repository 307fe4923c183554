import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { Message } from '../../core/message.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { BlockedProcess, type Threads } from './blocked-process.ts'

const PEER = 1 as PeerId
const [SENDS, TICK, WAIT, OTHER, STREAMS, TICKED] = [0, 1, 2, 3, 4, 5]
/** One thread that sends, ticks and waits; the others have threads of their own. */
const THREADS: Threads = {
  of: (kind) => (kind >= OTHER ? undefined : 0),
  isTick: (kind) => kind === TICK,
  tickerMs: (kind) => (kind === TICKED ? 200 : 0),
  readMs: 10,
  streamTimeoutMs: 1000,
}

/** Writes down what it is told and when, and sends a message for each timer of the kinds SENDS and STREAMS. */
class Scribe implements Layer {
  readonly seen: string[] = []
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  start(): void {}

  set(delayMs: number, kind: number): void {
    this.#env.setTimer(delayMs, kind, 0)
  }

  onMessage(_from: PeerId, message: Message): void {
    this.seen.push(`message ${message.tag} at ${this.#env.now()}`)
  }

  onTimer(kind: number, key: number): void {
    this.seen.push(`timer ${kind}`)
    if (kind === SENDS) this.#env.send(PEER, { tag: key }, 'datagram')
    if (kind === STREAMS) this.#env.send(PEER, { tag: key }, 'stream')
  }

  onEvent(event: { readonly type: string }): void {
    this.seen.push(event.type)
  }
}

function blocked(): { process: BlockedProcess<Scribe>; env: RecordingEnv; sent: () => number[] } {
  const env = new RecordingEnv()
  const process = new BlockedProcess(env, (own) => new Scribe(own), THREADS)
  return { process, env, sent: () => env.sent.map(({ message }) => message.tag) }
}

describe('a blocked process', () => {
  it('lets a thread stand at its first send, and others go on', () => {
    const { process, sent } = blocked()
    process.shut()
    process.onTimer(WAIT, 0)
    process.onTimer(SENDS, 1)
    process.onTimer(SENDS, 2)
    process.onTimer(OTHER, 0)
    expect([process.inner.seen, sent()]).toEqual([[`timer ${WAIT}`, `timer ${SENDS}`, `timer ${OTHER}`], []])
    process.open()
    expect(process.inner.seen.slice(3)).toEqual([`timer ${SENDS}`])
    expect(sent()).toEqual([1, 2])
  })

  it('ends what a thread has begun before its tick', () => {
    const { process } = blocked()
    process.shut()
    process.onTimer(SENDS, 1)
    process.onTimer(TICK, 0)
    process.onTimer(WAIT, 0)
    process.open()
    expect(process.inner.seen).toEqual([`timer ${SENDS}`, `timer ${WAIT}`, `timer ${TICK}`])
  })

  it('reads what has piled up one after the other, as far as it gets before the gate shuts again', () => {
    const { process, env } = blocked()
    process.shut()
    for (const tag of [20, 21, 22]) process.onMessage(PEER, { tag })
    process.open()
    env.advance(process, 15)
    process.shut()
    env.advance(process, 85)
    expect(process.inner.seen).toEqual(['message 20 at 0', 'message 21 at 10'])
    process.open()
    expect(process.inner.seen.slice(2)).toEqual(['message 22 at 100'])
  })

  it('keeps the order of what arrives while it still reads', () => {
    const { process, env } = blocked()
    process.shut()
    for (const tag of [20, 21]) process.onMessage(PEER, { tag })
    process.open()
    process.onMessage(PEER, { tag: 22 })
    env.advance(process, 20)
    expect(process.inner.seen).toEqual(['message 20 at 0', 'message 21 at 10', 'message 22 at 20'])
  })

  it('answers each stream by itself, as soon as the gate opens', () => {
    const { process } = blocked()
    process.shut()
    process.onMessage(PEER, { tag: 20 })
    process.onMessage(PEER, { tag: 21 })
    process.onMessage(PEER, { tag: SWIM_TAGS.streamPing })
    process.onEvent({ type: 'undeliverable' })
    expect(process.inner.seen).toEqual([])
    process.open()
    expect(process.inner.seen).toEqual([`message ${SWIM_TAGS.streamPing} at 0`, 'undeliverable', 'message 20 at 0'])
  })

  it('gives a stream up that has had to wait too long for its first bytes', () => {
    const { process, env, sent } = blocked()
    process.shut()
    process.onTimer(STREAMS, 1)
    process.onTimer(SENDS, 2)
    env.advance(process, 600)
    process.onTimer(STREAMS, 3)
    env.advance(process, 600)
    process.open()
    expect(sent()).toEqual([2, 3])
  })

  it('lets a timer that needs a ticker wait for the next tick', () => {
    const { process, env } = blocked()
    const firedAt = (delayMs: number): number => {
      process.inner.set(delayMs, TICKED)
      const before = process.inner.seen.length
      while (process.inner.seen.length === before) env.advance(process, 1)
      return env.now()
    }
    const first = firedAt(0)
    expect(first).toBeLessThanOrEqual(200)
    expect(firedAt(1) - first).toBe(200)
    expect(firedAt(150) - first).toBe(400)
    expect(firedAt(250) - first).toBe(800)
  })

  it('is like any other while it is open', () => {
    const { process, sent } = blocked()
    process.open()
    process.onTimer(SENDS, 1)
    process.onMessage(PEER, { tag: 5 })
    expect([process.inner.seen, sent()]).toEqual([[`timer ${SENDS}`, 'message 5 at 0'], [1]])
  })
})
