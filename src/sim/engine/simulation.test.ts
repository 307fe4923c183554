import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../../test/support/sim-diary.ts'
import type { Env, PeerId } from '../../core/env.ts'
import { packet } from '../../core/message.ts'
import type { SimOptions } from './options.ts'
import type { SimNode } from './sim-node.ts'
import { Simulation } from './simulation.ts'

const [A, B] = [0 as PeerId, 1 as PeerId]
const FIXED = { latency: 10 } as const

/** A simulation of nodes that do what their scripts say. */
function simOf(scripts: readonly DiaryScript[], options: Partial<SimOptions> = {}): Simulation {
  const sim = new Simulation({ seed: 1, network: FIXED, ...options })
  for (const script of scripts) sim.addNode(maker(script))
  return sim
}

function maker(script: DiaryScript = {}): (env: Env) => SimDiary {
  return (env) => new SimDiary(env, script)
}

function diary(sim: Simulation, node = 0): SimDiary {
  return sim.nodes[node]?.layer as SimDiary
}

function nodeOf(sim: Simulation, index: number): SimNode {
  return sim.nodes[index] as SimNode
}

/** Sends a datagram of each tag to node 1 when it starts. */
function sender(...tags: readonly number[]): DiaryScript {
  return { onStart: (env) => tags.forEach((tag) => env.send(B, { tag }, 'datagram')) }
}

/** Sets a timer of each delay when it starts; its key is its place. */
function timers(...delays: readonly number[]): DiaryScript {
  return { onStart: (env) => delays.forEach((delay, i) => env.setTimer(delay, 1, i)) }
}

describe('virtual time', () => {
  it('takes events in order of time, and equal times in order of insertion', () => {
    const sim = simOf([timers(20, 10, 20, 0, 10)])
    sim.run(100)
    expect(diary(sim).lines).toEqual(['0 timer 1/3', '10 timer 1/1', '10 timer 1/4', '20 timer 1/0', '20 timer 1/2'])
    expect(sim.now).toBe(100)
  })

  it('takes actions, timers and mail of one time in the order in which they were scheduled', () => {
    const sim = simOf([sender(3), timers(10)])
    sim.at(10, () => diary(sim, 1).lines.push('action'))
    sim.run(10)
    expect(diary(sim, 1).lines).toEqual(['10 message 3 from 0', '10 timer 1/0', 'action'])
  })

  it('counts delays below zero, and actions of the past, as now', () => {
    const sim = simOf([timers(-5)])
    sim.run(50)
    const seen: number[] = []
    sim.at(10, () => seen.push(sim.now))
    sim.run(1)
    expect([diary(sim).lines, seen]).toEqual([['0 timer 1/0'], [50]])
  })

  it('runs no event twice over the seam of two runs', () => {
    const sim = simOf([timers(10, 10.001)])
    sim.run(10)
    expect(diary(sim).lines).toHaveLength(1)
    sim.run(1)
    expect(diary(sim).lines).toEqual(['10 timer 1/0', '10.001 timer 1/1'])
  })

  it('steps through single events', () => {
    const sim = simOf([timers(5, 900_000)])
    expect([sim.step(), sim.now, sim.step(), sim.now, sim.step()]).toEqual([true, 5, true, 900_000, false])
  })

  it('runs until something is true, or the time is over', () => {
    const sim = simOf([timers(30)])
    expect(sim.runUntil(() => diary(sim).lines.length > 0, 100, 7)).toBe(true)
    expect(sim.now).toBe(35)
    expect(sim.runUntil(() => false, 100)).toBe(false)
    expect(sim.now).toBe(135)
    expect(sim.runUntil(() => true, 0)).toBe(true)
  })

  it('is not run for a time that is no number, which would have no end', () => {
    const sim = simOf([timers(5)])
    expect(() => sim.run(Number.NaN)).toThrow('forMs: ')
    expect(() => sim.runUntil(() => false, Number.NaN)).toThrow('limitMs: ')
    expect(() => sim.runUntil(() => false, 10, Number.NaN)).toThrow('everyMs: ')
    expect(() => sim.runEvents(1, Number.NaN)).toThrow('untilMs: ')
    expect([sim.now, diary(sim).lines]).toEqual([0, []])
  })

  it('has no action and no jump of a clock at what is no number', () => {
    const sim = simOf([timers(5)])
    expect(() => sim.at(Number.NaN, () => {})).toThrow(RangeError)
    expect(() => nodeOf(sim, 0).jumpClock(Number.NaN)).toThrow(RangeError)
  })

  it('cannot be run from inside, and can after the attempt', () => {
    const sim = simOf([])
    sim.at(1, () => sim.run(1))
    expect(() => sim.run(5)).toThrow('cannot run the simulation that it is part of')
    sim.run(5)
    expect(sim.pending).toEqual({ datagrams: 0, streams: 0, events: 0 })
  })
})

describe('a node’s environment', () => {
  it('clears a timer, and ignores handles that are spent or another’s', () => {
    let handle = 0
    const sim = simOf([{ onStart: (env) => (handle = env.setTimer(5, 1, 1)) }, {}])
    diary(sim, 1).env.clearTimer(handle)
    sim.run(5)
    expect(diary(sim).lines).toEqual(['5 timer 1/1'])
    diary(sim).env.clearTimer(handle)
    const other = diary(sim).env.setTimer(5, 2, 2)
    diary(sim).env.clearTimer(handle)
    sim.run(5)
    expect(diary(sim).lines).toEqual(['5 timer 1/1', '10 timer 2/2'])
    expect(other).not.toBe(handle)
  })

  it('only enqueues: a message to itself arrives after the handler', () => {
    const order: string[] = []
    const sim = simOf(
      [
        {
          onTimer: (env) => {
            env.send(A, { tag: 2 }, 'datagram')
            env.setTimer(0, 9, 9)
            order.push('end of handler')
          },
          onStart: (env) => env.setTimer(0, 1, 1),
          onMessage: () => order.push('message'),
        },
      ],
      { network: { latency: 0 } },
    )
    for (let i = 0; i < 3; i++) sim.step()
    expect(order).toEqual(['end of handler', 'message', 'end of handler'])
  })

  it('knows who it is, how much fits, and how large a message is', () => {
    const sim = simOf([{}], { packetBudget: 700, sizeOf: ({ tag }) => tag * 3 })
    const { env } = diary(sim)
    expect([env.self, env.packetBudget, env.sizeOf({ tag: 5 })]).toEqual([0, 700, 15])
  })

  it('tells listeners what is emitted, and who by', () => {
    const sim = simOf([{}, { onTimer: (env) => env.emit({ type: 'news' }), onStart: (env) => env.setTimer(4, 1, 1) }])
    const heard: unknown[] = []
    sim.onEvent((node, event) => heard.push([node.index, event.type, sim.now]))
    sim.run(10)
    expect(heard).toEqual([[1, 'news', 4]])
  })
})

describe('datagrams', () => {
  it('arrive after their latency, by reference, and are counted', () => {
    const sim = simOf([sender(3, 4), {}], { sizeOf: () => 7 })
    expect(sim.pending.datagrams).toBe(2)
    sim.run(10)
    expect(diary(sim, 1).lines).toEqual(['10 message 3 from 0', '10 message 4 from 0'])
    expect(sim.counters).toMatchObject({ datagramsSent: 2, datagramsDelivered: 2, datagramBytes: 14, bytes: 14 })
    expect(sim.pending.datagrams).toBe(0)
  })

  it('count a packet and its parts by tag', () => {
    const sim = simOf([{ onStart: (env) => env.send(B, packet([{ tag: 3 }, { tag: 3 }]), 'datagram') }, {}])
    expect([sim.counters.byTag[0], sim.counters.byTag[3]]).toEqual([1, 2])
  })

  it('may arrive twice, and may be lost', () => {
    const twice = simOf([sender(3), {}], { network: { ...FIXED, duplication: 1 } })
    twice.run(20)
    expect(diary(twice, 1).lines).toHaveLength(2)
    const lost = simOf([sender(3), {}], { network: { ...FIXED, loss: 1 } })
    lost.run(20)
    expect(lost.counters).toMatchObject({ datagramsLost: 1, datagramsDelivered: 0 })
  })

  it('may be corrupted in one of two copies: without a wire that one is lost', () => {
    const tags = Array.from({ length: 200 }, () => 3)
    const sim = simOf([sender(...tags), {}], { network: { ...FIXED, duplication: 1, corruption: 0.5 } })
    sim.run(100)
    const { datagramsCorrupted, datagramsLost, datagramsDelivered } = sim.counters
    expect([datagramsLost, datagramsLost + datagramsDelivered]).toEqual([datagramsCorrupted, 400])
    expect(datagramsDelivered / 400).toBeCloseTo(0.5, 1)
  })

  it('to nobody are dropped without a word', () => {
    const sim = simOf([{ onStart: (env) => env.send(99 as PeerId, { tag: 1 }, 'datagram') }])
    sim.run(20)
    expect([sim.counters.datagramsDropped, diary(sim).lines, sim.pending.datagrams]).toEqual([1, [], 0])
  })
})

describe('a crash', () => {
  it('drops timers and mail on its way', () => {
    const sim = simOf([sender(3), timers(20)])
    sim.at(5, () => nodeOf(sim, 1).crash())
    sim.run(50)
    expect(diary(sim, 1).lines).toEqual([])
    expect([nodeOf(sim, 1).state, sim.counters.datagramsDropped, sim.pending.events]).toEqual(['crashed', 1, 0])
  })

  it('makes the old process mute', () => {
    const sim = simOf([{}, {}])
    const { env } = diary(sim)
    nodeOf(sim, 0).crash()
    env.send(B, { tag: 1 }, 'datagram')
    env.send(B, { tag: 1 }, 'stream')
    env.emit({ type: 'ghost' })
    env.clearTimer(env.setTimer(1, 1, 1))
    expect([sim.counters.datagramsSent, sim.counters.streamsOpened, sim.pending.events]).toEqual([0, 0, 0])
  })

  it('of a paused node drops what waited for it', () => {
    const sim = simOf([sender(3, 4), {}])
    nodeOf(sim, 1).pause()
    sim.run(20)
    nodeOf(sim, 1).crash()
    nodeOf(sim, 1).resume()
    expect([nodeOf(sim, 1).state, sim.counters.datagramsDropped, sim.pending.datagrams]).toEqual(['crashed', 2, 0])
  })

  it('twice is one crash', () => {
    const sim = simOf([{}], { trace: 'full' })
    nodeOf(sim, 0).crash()
    nodeOf(sim, 0).crash()
    expect(sim.trace.filter(({ kind }) => kind === 'crash')).toHaveLength(1)
  })
})

describe('a restart', () => {
  it('gives a new process: its own clock, its own chance, no old timers', () => {
    const sim = simOf([timers(100)])
    const draws = [diary(sim).env.random()]
    sim.run(60)
    nodeOf(sim, 0).restart(maker(timers(100)))
    draws.push(diary(sim).env.random())
    sim.run(60)
    expect(diary(sim).lines).toEqual([])
    sim.run(60)
    expect(diary(sim).lines).toHaveLength(1)
    expect(nodeOf(sim, 0).processes).toBe(2)
    expect(draws[0]).not.toBe(draws[1])
  })

  it('lets mail arrive that was sent to the one before', () => {
    const sim = simOf([sender(3), {}])
    sim.at(5, () => nodeOf(sim, 1).restart(maker()))
    sim.run(20)
    expect(diary(sim, 1).lines).toEqual(['10 message 3 from 0'])
  })

  it('of a paused node ends the pause, and tells of no lag', () => {
    const sim = simOf([{}])
    nodeOf(sim, 0).pause()
    sim.run(50)
    nodeOf(sim, 0).restart(maker(timers(5)))
    sim.run(50)
    expect([nodeOf(sim, 0).state, diary(sim).lines.length]).toEqual(['up', 1])
    expect(diary(sim).lines[0]).toMatch('timer')
  })

  it('may be the first start, at its time', () => {
    const sim = simOf([sender(3)])
    const node = sim.addNode(maker(), 50)
    expect(() => node.layer).toThrow('has not started yet')
    expect(node.state).toBe('crashed')
    sim.run(60)
    expect([node.state, node.processes, diary(sim, 1).lines]).toEqual(['up', 1, []])
  })
})

describe('a pause', () => {
  it('holds time, timers and mail; then come the lag, the mail and the late timers', () => {
    const sim = simOf([sender(3), timers(5, 12)])
    sim.at(4, () => nodeOf(sim, 1).pause())
    sim.at(104, () => nodeOf(sim, 1).resume())
    sim.run(90)
    expect([diary(sim, 1).lines, diary(sim, 1).env.now(), nodeOf(sim, 1).heldDatagrams]).toEqual([[], 4, 1])
    sim.run(110)
    expect(diary(sim, 1).lines).toEqual(['4 lag 100', '4 message 3 from 0', '5 timer 1/0', '12 timer 1/1'])
    expect(diary(sim, 1).env.now()).toBe(100)
  })

  it('keeps the order of timers that were due together', () => {
    const sim = simOf([timers(20, 20, 20)])
    nodeOf(sim, 0).pause()
    sim.run(50)
    nodeOf(sim, 0).resume()
    sim.run(50)
    expect(diary(sim).lines.slice(1)).toEqual(['20 timer 1/0', '20 timer 1/1', '20 timer 1/2'])
  })

  it('comes twice in a row as one lag, if the node did not run between', () => {
    const sim = simOf([sender(3), {}])
    const node = nodeOf(sim, 1)
    node.pause()
    sim.run(50)
    node.resume()
    node.pause()
    sim.run(50)
    node.resume()
    sim.run(1)
    expect(diary(sim, 1).lines).toEqual(['0 lag 100', '0 message 3 from 0'])
  })

  it('loses the datagrams that the receive buffer has no room for', () => {
    const sim = simOf([sender(3, 4, 5), {}], { network: { ...FIXED, receiveBuffer: 2 } })
    nodeOf(sim, 1).pause()
    sim.run(20)
    nodeOf(sim, 1).resume()
    sim.run(1)
    expect(diary(sim, 1).lines).toEqual(['0 lag 20', '0 message 3 from 0', '0 message 4 from 0'])
    expect(sim.counters.datagramsDropped).toBe(1)
  })

  it('does nothing to what does not run, nor does a resume to what is not paused', () => {
    const sim = simOf([{}])
    const node = nodeOf(sim, 0)
    node.resume()
    node.pause()
    node.pause()
    expect(node.pauses).toBe(1)
    node.crash()
    node.pause()
    expect([node.state, node.pauses]).toEqual(['crashed', 1])
  })

  it('counts timers that are set meanwhile from the moment of the pause', () => {
    const sim = simOf([{}])
    sim.run(10)
    nodeOf(sim, 0).pause()
    sim.run(30)
    diary(sim).env.setTimer(7, 1, 1)
    sim.run(1000)
    nodeOf(sim, 0).resume()
    sim.run(100)
    expect(diary(sim).lines).toEqual(['10 lag 1030', '17 timer 1/1'])
  })
})
