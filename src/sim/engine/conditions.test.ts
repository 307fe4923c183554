import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../../test/support/sim-diary.ts'
import type { PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { SimOptions } from './options.ts'
import type { SimNode } from './sim-node.ts'
import { Simulation } from './simulation.ts'

const B = 1 as PeerId

function simOf(scripts: readonly DiaryScript[], options: Partial<SimOptions> = {}): Simulation {
  const sim = new Simulation({ seed: 1, network: { latency: 10 }, ...options })
  for (const script of scripts) sim.addNode((env) => new SimDiary(env, script))
  return sim
}

function lines(sim: Simulation, node: number): string[] {
  const { layer } = sim.nodes[node] as SimNode
  return (layer as SimDiary).lines
}

function nodeOf(sim: Simulation, node: number): SimNode {
  return sim.nodes[node] as SimNode
}

/** Sends a numbered datagram to node 1 every 10 ms. */
const ticker: DiaryScript = {
  onStart: (env) => void env.setTimer(10, 1, 0),
  onTimer: (env, _kind, key) => {
    env.send(B, { tag: 100 + key }, 'datagram')
    if (key < 5) env.setTimer(10, 1, key + 1)
  },
}

describe('a node whose mail is held', () => {
  it('reads nothing until it is released, and then everything in order, while its timers run', () => {
    const sim = simOf([ticker, { onStart: (env) => void env.setTimer(25, 7, 7) }])
    const release = nodeOf(sim, 1).holdMail()
    sim.run(45)
    expect(lines(sim, 1)).toEqual(['25 timer 7/7'])
    expect(nodeOf(sim, 1).heldDatagrams).toBe(3)
    release()
    sim.run(10)
    expect(lines(sim, 1).slice(1)).toEqual(
      [100, 101, 102, 103].map((tag, i) => `${i < 3 ? 45 : 50} message ${tag} from 0`),
    )
    expect(sim.counters.datagramsDropped).toBe(0)
  })

  it('sends nothing until it is released, and then everything', () => {
    const sim = simOf([ticker, {}])
    const release = nodeOf(sim, 0).holdMail()
    sim.run(45)
    expect([sim.counters.datagramsSent, nodeOf(sim, 0).heldSends]).toEqual([0, 4])
    release()
    release()
    sim.run(10)
    expect(lines(sim, 1)).toEqual([100, 101, 102, 103].map((tag) => `55 message ${tag} from 0`))
  })

  it('is held until the last hold ends', () => {
    const sim = simOf([ticker, {}])
    const releases = [nodeOf(sim, 1).holdMail(), nodeOf(sim, 1).holdMail()]
    sim.run(30)
    releases[0]?.()
    sim.run(5)
    expect(lines(sim, 1)).toEqual([])
    releases[1]?.()
    sim.run(0)
    expect(lines(sim, 1)).toHaveLength(2)
  })

  it('answers streams when it is released', () => {
    const asks: DiaryScript = { onStart: (env) => env.send(B, { tag: SWIM_TAGS.streamPing }, 'stream') }
    const answers: DiaryScript = {
      onMessage: (env, from) => env.send(from, { tag: SWIM_TAGS.streamAck }, 'stream'),
    }
    const sim = simOf([asks, answers])
    const release = nodeOf(sim, 1).holdMail()
    sim.run(500)
    expect(lines(sim, 0)).toEqual([])
    release()
    sim.run(20)
    expect(lines(sim, 0)).toEqual([`510 message ${SWIM_TAGS.streamAck} from 1`])
  })

  it('loses what was held when it crashes', () => {
    const sim = simOf([ticker, {}])
    nodeOf(sim, 0).holdMail()
    nodeOf(sim, 1).holdMail()
    sim.run(35)
    nodeOf(sim, 0).crash()
    expect(nodeOf(sim, 0).heldSends).toBe(0)
  })

  it('stays held through a pause, and paused through a release', () => {
    const sim = simOf([ticker, {}])
    const release = nodeOf(sim, 1).holdMail()
    sim.run(25)
    nodeOf(sim, 1).pause()
    release()
    sim.run(10)
    expect(lines(sim, 1)).toEqual([])
    nodeOf(sim, 1).resume()
    sim.run(0)
    expect(lines(sim, 1)).toEqual(['25 lag 10', '25 message 100 from 0', '25 message 101 from 0'])
  })
})

describe('a node that is released while it is paused', () => {
  it('sends what was held when it runs on, not before', () => {
    const sim = simOf([ticker, {}])
    const release = nodeOf(sim, 0).holdMail()
    sim.run(25)
    nodeOf(sim, 0).pause()
    release()
    sim.run(75)
    expect([sim.counters.datagramsSent, nodeOf(sim, 0).heldSends]).toEqual([0, 2])
    nodeOf(sim, 0).resume()
    sim.run(10)
    expect(lines(sim, 1)).toEqual(['110 message 100 from 0', '110 message 101 from 0'])
    expect(nodeOf(sim, 0).heldSends).toBe(0)
  })
})

describe('a slow processor', () => {
  const burst: DiaryScript = {
    onStart: (env) => [1, 2, 3].forEach((number) => env.send(B, { tag: 100 + number }, 'datagram')),
  }

  it('reads one message after the other, first in, first out, and fires timers in time', () => {
    const sim = simOf([burst, { onStart: (env) => void env.setTimer(16, 7, 7) }], { serviceMs: 4 })
    sim.run(100)
    expect(lines(sim, 1)).toEqual([
      '14 message 101 from 0',
      '16 timer 7/7',
      '18 message 102 from 0',
      '22 message 103 from 0',
    ])
  })

  it('is slower by its share, until that is given back', () => {
    const sim = simOf([burst, {}], { serviceMs: 1 })
    const undo = nodeOf(sim, 1).limitCpu(0.1)
    sim.run(25)
    undo()
    sim.run(30)
    expect(lines(sim, 1)).toEqual([20, 30, 31].map((ms, i) => `${ms} message ${101 + i} from 0`))
  })

  it('takes no time if nothing was said, except when it is short', () => {
    const sim = simOf([burst, {}])
    const undo = nodeOf(sim, 1).limitCpu(0.01)
    sim.run(16)
    undo()
    sim.run(4)
    expect(lines(sim, 1)).toEqual([15, 20, 20].map((ms, i) => `${ms} message ${101 + i} from 0`))
  })

  it('drops what its receive buffer has no room for, and what waits when it crashes', () => {
    const sim = simOf([burst, {}], { serviceMs: 4, network: { latency: 10, receiveBuffer: 2 } })
    sim.run(12)
    expect(sim.counters.datagramsDropped).toBe(1)
    nodeOf(sim, 1).crash()
    expect([sim.counters.datagramsDropped, sim.pending.datagrams]).toEqual([3, 0])
  })

  it('stands still through a pause', () => {
    const sim = simOf([burst, {}], { serviceMs: 4 })
    sim.run(12)
    nodeOf(sim, 1).pause()
    sim.run(100)
    nodeOf(sim, 1).resume()
    sim.run(6)
    expect(lines(sim, 1)).toEqual(['12 lag 100', '14 message 101 from 0', '18 message 102 from 0'])
  })
})

describe('a slow processor after a pause', () => {
  it('takes its time for what arrived meanwhile, from the first message on', () => {
    const burst: DiaryScript = {
      onStart: (env) => [101, 102].forEach((tag) => env.send(B, { tag }, 'datagram')),
    }
    const sim = simOf([burst, { onStart: (env) => void env.setTimer(7, 7, 7) }], { serviceMs: 4 })
    sim.run(5)
    nodeOf(sim, 1).pause()
    sim.run(100)
    nodeOf(sim, 1).resume()
    sim.run(20)
    expect(lines(sim, 1)).toEqual(['5 lag 100', '7 timer 7/7', '9 message 101 from 0', '13 message 102 from 0'])
  })
})

describe('a wrong clock', () => {
  const timers: DiaryScript = { onStart: (env) => [100, 200].forEach((ms) => env.setTimer(ms, 1, ms)) }

  function fired(sim: Simulation): number[] {
    return sim.trace.filter(({ kind }) => kind === 'timer').map(({ at }) => at)
  }

  it('that gains fires its timers early, and reads what it says', () => {
    const sim = simOf([timers], { trace: 'full' })
    sim.run(50)
    const undo = nodeOf(sim, 0).driftClock(250_000)
    sim.run(50)
    undo()
    sim.run(100)
    expect(fired(sim)).toEqual([90, 187.5])
    expect(nodeOf(sim, 0).clockMs).toBeCloseTo(212.5, 6)
  })

  it('that jumps ahead fires at once what was due meanwhile', () => {
    const sim = simOf([timers], { trace: 'full' })
    sim.run(10)
    nodeOf(sim, 0).jumpClock(150)
    sim.run(100)
    expect(fired(sim)).toEqual([10, 50])
    expect(lines(sim, 0)).toEqual(['160 timer 1/100', '200 timer 1/200'])
  })

  it('that jumps ahead in a pause fires what was due meanwhile as soon as the node runs on', () => {
    const sim = simOf([timers], { trace: 'full' })
    sim.run(10)
    nodeOf(sim, 0).pause()
    sim.run(20)
    nodeOf(sim, 0).jumpClock(95)
    sim.run(10)
    nodeOf(sim, 0).resume()
    sim.run(200)
    expect(fired(sim)).toEqual([40, 135])
    expect(lines(sim, 0)).toEqual(['105 lag 30', '105 timer 1/100', '200 timer 1/200'])
  })

  it('that is set back stands still until it has caught up, and never goes back', () => {
    const sim = simOf([timers], { trace: 'full' })
    sim.run(50)
    nodeOf(sim, 0).jumpClock(-30)
    expect(nodeOf(sim, 0).clockMs).toBe(50)
    sim.run(30)
    expect(nodeOf(sim, 0).clockMs).toBe(50)
    sim.run(20)
    expect(nodeOf(sim, 0).clockMs).toBe(70)
    sim.run(200)
    expect(fired(sim)).toEqual([130, 230])
  })

  it('goes forward however many drifts add up', () => {
    const sim = simOf([timers], { trace: 'full' })
    const undos = [-600_000, -600_000].map((ppm) => nodeOf(sim, 0).driftClock(ppm))
    sim.run(1000)
    expect([nodeOf(sim, 0).clockMs, fired(sim)]).toEqual([0.001, []])
    for (const undo of undos) undo()
    sim.run(1000)
    expect(fired(sim)).toEqual([1100, 1200])
  })

  it('of a node follows from the seed and the node alone', () => {
    const rates = (nodes: number): number[] => {
      const sim = simOf(
        Array.from({ length: nodes }, () => ({})),
        { driftPpm: 100 },
      )
      sim.run(1_000_000)
      return sim.nodes.map(({ clockMs }) => clockMs)
    }
    const [three, four] = [rates(3), rates(4)]
    expect(four.slice(0, 3)).toEqual(three)
    expect(new Set(four).size).toBe(4)
    for (const ms of four) expect(Math.abs(ms - 1_000_000)).toBeLessThanOrEqual(100)
  })
})

describe('options and conditions', () => {
  it('that cannot be are refused by the name of the field', () => {
    expect(() => simOf([], { serviceMs: -1 })).toThrow('serviceMs: ')
    for (const driftPpm of [Number.NaN, -1, 1_000_000]) expect(() => simOf([], { driftPpm })).toThrow('driftPpm: ')
    expect(() => simOf([], { packetBudget: 0 })).toThrow('packetBudget: ')
    expect(() => nodeOf(simOf([{}]), 0).limitCpu(0)).toThrow('share: ')
    expect(() => nodeOf(simOf([{}]), 0).driftClock(-1_000_000)).toThrow('ppm')
  })
})
