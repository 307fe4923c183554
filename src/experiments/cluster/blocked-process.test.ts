import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../../test/support/sim-diary.ts'
import type { PeerId } from '../../core/env.ts'
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

/** Sends a message for each timer of the kinds SENDS and STREAMS. */
const SENDER: DiaryScript = {
  onTimer: (env, kind, key) => {
    if (kind === SENDS) env.send(PEER, { tag: key }, 'datagram')
    if (kind === STREAMS) env.send(PEER, { tag: key }, 'stream')
  },
}

function blocked(): { process: BlockedProcess<SimDiary>; env: RecordingEnv; sent: () => number[] } {
  const env = new RecordingEnv()
  const process = new BlockedProcess(env, (own) => new SimDiary(own, SENDER), THREADS)
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
    expect([process.inner.lines, sent()]).toEqual([
      [`0 timer ${WAIT}/0`, `0 timer ${SENDS}/1`, `0 timer ${OTHER}/0`],
      [],
    ])
    process.open()
    expect(process.inner.lines.slice(3)).toEqual([`0 timer ${SENDS}/2`])
    expect(sent()).toEqual([1, 2])
  })

  it('ends what a thread has begun before its tick', () => {
    const { process } = blocked()
    process.shut()
    process.onTimer(SENDS, 1)
    process.onTimer(TICK, 0)
    process.onTimer(WAIT, 0)
    process.open()
    expect(process.inner.lines).toEqual([`0 timer ${SENDS}/1`, `0 timer ${WAIT}/0`, `0 timer ${TICK}/0`])
  })

  it('reads what has piled up one after the other, as far as it gets before the gate shuts again', () => {
    const { process, env } = blocked()
    process.shut()
    for (const tag of [20, 21, 22]) process.onMessage(PEER, { tag })
    process.open()
    env.advance(process, 15)
    process.shut()
    env.advance(process, 85)
    expect(process.inner.lines).toEqual(['0 message 20 from 1', '10 message 21 from 1'])
    process.open()
    expect(process.inner.lines.slice(2)).toEqual(['100 message 22 from 1'])
  })

  it('keeps the order of what arrives while it still reads', () => {
    const { process, env } = blocked()
    process.shut()
    for (const tag of [20, 21]) process.onMessage(PEER, { tag })
    process.open()
    process.onMessage(PEER, { tag: 22 })
    env.advance(process, 20)
    expect(process.inner.lines).toEqual(['0 message 20 from 1', '10 message 21 from 1', '20 message 22 from 1'])
  })

  it('answers each stream by itself, as soon as the gate opens', () => {
    const { process } = blocked()
    process.shut()
    process.onMessage(PEER, { tag: 20 })
    process.onMessage(PEER, { tag: 21 })
    process.onMessage(PEER, { tag: SWIM_TAGS.streamPing })
    process.onEvent({ type: 'link' })
    expect(process.inner.lines).toEqual([])
    process.open()
    expect(process.inner.lines).toEqual([`0 message ${SWIM_TAGS.streamPing} from 1`, '0 link', '0 message 20 from 1'])
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
      process.inner.env.setTimer(delayMs, TICKED, 0)
      const before = process.inner.lines.length
      while (process.inner.lines.length === before) env.advance(process, 1)
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
    expect([process.inner.lines, sent()]).toEqual([[`0 timer ${SENDS}/1`, '0 message 5 from 1'], [1]])
  })
})
