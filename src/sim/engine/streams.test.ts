import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../../test/support/sim-diary.ts'
import type { PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { SimNode } from './sim-node.ts'
import { Simulation } from './simulation.ts'

const [A, B] = [0 as PeerId, 1 as PeerId]
const ASK = { tag: SWIM_TAGS.streamPing }
const ANSWER = { tag: SWIM_TAGS.streamAck }
const TELL = { tag: SWIM_TAGS.userData }
const UNANSWERED = `undeliverable ${ASK.tag} to 1: no answer within 5000 ms`

const asker: DiaryScript = { onStart: (env) => env.send(B, ASK, 'stream') }
const teller: DiaryScript = { onStart: (env) => env.send(B, TELL, 'stream') }
const answerer: DiaryScript = {
  onMessage: (env, from, { tag }) => (tag === ASK.tag ? env.send(from, ANSWER, 'stream') : undefined),
}

/** Node 0 does what `first` says and node 1 what `second` says, 10 ms apart. */
function pair(first: DiaryScript, second: DiaryScript): { sim: Simulation; a: SimNode; b: SimNode } {
  const sim = new Simulation({ seed: 1, network: { latency: 10, streamTimeoutMs: 5000 } })
  const b = (): SimNode => sim.addNode((env) => new SimDiary(env, second))
  const a = sim.addNode((env) => new SimDiary(env, { ...first, onStart: () => undefined }))
  const pairOf = { sim, a, b: b() }
  first.onStart?.((a.layer as SimDiary).env)
  return pairOf
}

function lines(node: SimNode): readonly string[] {
  return (node.layer as SimDiary).lines
}

describe('a stream', () => {
  it('connects, carries its message and brings the answer', () => {
    const { sim, a, b } = pair(asker, answerer)
    sim.run(100)
    expect(lines(b)).toEqual([`30 message ${ASK.tag} from 0`]) // there, back, and there again
    expect(lines(a)).toEqual([`40 message ${ANSWER.tag} from 1`])
    expect(sim.counters).toMatchObject({ streamsOpened: 1, streamsAnswered: 1, streamsFailed: 0, streamBytes: 100 })
    expect(sim.pending).toEqual({ datagrams: 0, streams: 0, events: 0 })
  })

  it('without an answer to come ends with its message', () => {
    const { sim, a, b } = pair(teller, {})
    sim.run(20_000)
    expect([lines(a), lines(b)]).toEqual([[], [`30 message ${TELL.tag} from 0`]])
    expect(sim.pending.streams).toBe(0)
  })

  it('may be answered later', () => {
    const later: DiaryScript = {
      onMessage: (env) => env.setTimer(100, 1, 1),
      onTimer: (env) => env.send(A, ANSWER, 'stream'),
    }
    const { sim, a } = pair(asker, later)
    sim.run(1000)
    expect(lines(a)).toEqual([`140 message ${ANSWER.tag} from 1`])
  })

  it('is opened anew for an answer that nobody waits for any more', () => {
    const { sim, a, b } = pair({}, answerer)
    ;(b.layer as SimDiary).env.send(A, ANSWER, 'stream')
    sim.run(100)
    expect(lines(a)).toEqual([`30 message ${ANSWER.tag} from 1`])
    expect(sim.counters.streamsOpened).toBe(1)
  })
})

describe('an undeliverable stream', () => {
  it('is refused by a crashed peer, at once', () => {
    const { sim, a, b } = pair(asker, answerer)
    b.crash()
    sim.run(100)
    expect(lines(a)).toEqual([`20 undeliverable ${ASK.tag} to 1: the connection was refused`])
    expect(sim.pending).toEqual({ datagrams: 0, streams: 0, events: 0 })
  })

  it('is refused by a peer that never was', () => {
    const { sim, a } = pair({ onStart: (env) => env.send(77 as PeerId, ASK, 'stream') }, {})
    sim.run(100)
    expect(lines(a)).toEqual([`20 undeliverable ${ASK.tag} to 77: the connection was refused`])
  })

  it('is reset by a peer that crashes before it answers', () => {
    const { sim, a, b } = pair(asker, {})
    sim.at(35, () => b.crash())
    sim.run(100)
    expect(lines(a)).toEqual([`45 undeliverable ${ASK.tag} to 1: the connection was reset`])
    expect(sim.pending.streams).toBe(0)
  })

  it('is reset by a peer that is another process by now', () => {
    const { sim, a, b } = pair(asker, answerer)
    sim.at(25, () => b.restart((env) => new SimDiary(env, answerer)))
    sim.run(100)
    expect([lines(a), lines(b)]).toEqual([[`40 undeliverable ${ASK.tag} to 1: the connection was reset`], []])
  })

  it('runs into its time-out with a paused peer, which reads it afterwards all the same', () => {
    const { sim, a, b } = pair(asker, answerer)
    b.pause()
    sim.run(6000)
    expect(lines(a)).toEqual([`5000 ${UNANSWERED}`])
    b.resume()
    sim.run(100)
    expect(lines(b)).toEqual(['0 lag 6000', `0 message ${ASK.tag} from 0`])
    expect([lines(a).length, sim.pending.streams]).toEqual([1, 0])
  })

  it('runs into its time-out behind a partition, and behind a cut of either way', () => {
    for (const [from, to] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const { sim, a, b } = pair(asker, answerer)
      sim.network.cut([from], [to])
      sim.run(60_000)
      expect([lines(a), lines(b), sim.pending.streams]).toEqual([[`5000 ${UNANSWERED}`], [], 0])
    }
    const { sim, a } = pair(asker, answerer)
    sim.network.partition([0], [1])
    sim.run(60_000)
    expect(lines(a)).toEqual([`5000 ${UNANSWERED}`])
  })

  it('is none if the cut ends in time: what was lost is sent again', () => {
    const { sim, a } = pair(asker, answerer)
    const undo = sim.network.partition([0], [1])
    sim.at(300, undo)
    sim.run(2000)
    expect(lines(a)).toEqual([`640 message ${ANSWER.tag} from 1`]) // tried again after 200 and 400 ms
  })

  it('is not reported to a process that is gone', () => {
    const { sim, a, b } = pair(asker, answerer)
    b.pause()
    sim.at(100, () => a.restart((env) => new SimDiary(env)))
    sim.run(20_000)
    expect(lines(a)).toEqual([])
    b.resume()
    sim.run(100)
    expect(sim.pending.streams).toBe(0)
  })

  it('waits for its opener’s time, which stands still in a pause', () => {
    const { sim, a } = pair(asker, {})
    sim.at(1000, () => a.pause())
    sim.at(21_000, () => a.resume())
    sim.run(30_000)
    expect(lines(a)).toEqual(['1000 lag 20000', `5000 ${UNANSWERED}`])
  })
})
