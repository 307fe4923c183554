import { describe, expect, it } from 'vitest'
import { type DiaryScript, SimDiary } from '../../test/support/sim-diary.ts'
import { below } from '../base/rng.ts'
import type { Env, PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import {
  applySchedule,
  type NetworkOptions,
  randomSchedule,
  type SimOptions,
  Simulation,
  toJsonLines,
} from './index.ts'

const NODES = 6
const ROUGH: NetworkOptions = {
  latency: { kind: 'log-normal', medianMs: 3, sigma: 0.7 },
  jitterMs: 1,
  loss: 0.05,
  duplication: 0.05,
}
const FIRST = 0 as PeerId

interface Numbered extends Message {
  readonly number: number
}

/** Sends a random number to a random peer now and then, sometimes on a stream, and answers streams. */
function chatter(nodes = NODES): DiaryScript {
  const draw = (env: Env) => (): number => env.random()
  const next = (env: Env): number => env.setTimer(1 + below(draw(env), 50), 1, 0)
  return {
    onStart: next,
    onTimer: (env) => {
      const isStream = below(draw(env), 4) === 0
      const message: Numbered = { tag: isStream ? SWIM_TAGS.streamPing : SWIM_TAGS.userData, number: env.random() }
      env.send(below(draw(env), nodes) as PeerId, message, isStream ? 'stream' : 'datagram')
      next(env)
    },
    onMessage: (env, from, message) => {
      if (message.tag === SWIM_TAGS.streamPing) env.send(from, { ...message, tag: SWIM_TAGS.streamAck }, 'stream')
      else env.emit({ type: `heard ${(message as Numbered).number}` })
    },
  }
}

function talk(options: Partial<SimOptions> = {}, withFaults = false, prepare?: (sim: Simulation) => void): Simulation {
  const sim = new Simulation({ seed: 1, network: ROUGH, trace: 'full', ...options })
  const make = (env: Env): SimDiary => new SimDiary(env, chatter())
  for (let i = 0; i < NODES; i++) sim.addNode(make)
  prepare?.(sim)
  if (withFaults) {
    const schedule = randomSchedule(sim.faults, { nodes: NODES, durationMs: 20_000, intensity: 60 })
    applySchedule(sim, schedule, { restart: make })
  }
  sim.run(25_000)
  return sim
}

/** Each message as bytes: its tag and its number. */
const wire: NonNullable<SimOptions['wire']> = {
  encode: (message) => new TextEncoder().encode(JSON.stringify(message)),
  decode: (bytes) => JSON.parse(new TextDecoder().decode(bytes)) as Message,
  decodeCorrupted: () => undefined,
}

/** What a node drew and when its timers fired: all that its own stream decides. */
function ownLife(sim: Simulation, node: number): string[] {
  return sim.trace.filter((entry) => entry.kind === 'timer' && entry.node === node).map(({ at }) => String(at))
}

/** What became of the datagrams between nodes other than the first. */
function mailOfOthers(sim: Simulation): string[] {
  return sim.trace
    .filter(({ kind, node, peer }) => kind.startsWith('datagram') && node !== 0 && peer !== 0)
    .map((entry) => JSON.stringify(entry))
}

describe('a run', () => {
  it('is the same for the same seed, event for event, faults included', () => {
    const [first, second] = [talk({}, true), talk({}, true)]
    expect(second.traceHash).toBe(first.traceHash)
    expect(toJsonLines(second.trace)).toBe(toJsonLines(first.trace))
    expect(second.counters).toEqual(first.counters)
    expect(new Set(first.trace.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(14)
  })

  it('is another one for another seed', () => {
    const hashes = [1, 2, 3, 2 ** 32 + 1, 2 ** 52].map((seed) => talk({ seed }).traceHash)
    expect(new Set(hashes).size).toBe(5)
  })

  it('has the same hash whether its entries are kept or not', () => {
    expect(talk({ trace: 'hash' }, true).traceHash).toBe(talk({}, true).traceHash)
    expect(talk({ trace: 'hash' }, true).trace).toEqual([])
  })

  it('is the same in one go and in pieces', () => {
    const pieces = new Simulation({ seed: 1, network: ROUGH })
    for (let i = 0; i < NODES; i++) pieces.addNode((env) => new SimDiary(env, chatter()))
    while (pieces.now < 25_000)
      pieces.run(
        Math.min(
          25_000 - pieces.now,
          below(() => pieces.workload.next(), 40),
        ),
      )
    expect(pieces.traceHash).toBe(talk().traceHash)
  })

  it('over bytes is the run by reference', () => {
    const sizeOf = (message: Message): number => wire.encode(message).length
    const [byReference, overBytes] = [talk({ sizeOf }, true), talk({ sizeOf, wire }, true)]
    expect(toJsonLines(overBytes.trace)).toBe(toJsonLines(byReference.trace))
    expect(overBytes.counters).toEqual(byReference.counters)
    const lives = [byReference, overBytes].map((sim) => sim.nodes.map((node) => (node.layer as SimDiary).lines))
    expect(lives[1]).toEqual(lives[0])
  })
})

describe('random streams', () => {
  it('of one node do not move when another one draws more', () => {
    const calm = talk()
    const greedy = talk({}, false, (sim) => {
      const first = sim.nodes[0]?.layer as SimDiary
      for (let i = 0; i < 17; i++) first.env.random()
    })
    expect(ownLife(greedy, 0)).not.toEqual(ownLife(calm, 0))
    for (let node = 1; node < NODES; node++) expect(ownLife(greedy, node)).toEqual(ownLife(calm, node))
  })

  it('of the nodes do not move when there is one node more', () => {
    const [six, seven] = [talk(), talk({}, false, (sim) => void sim.addNode((env) => new SimDiary(env)))]
    for (let node = 0; node < NODES; node++) expect(ownLife(seven, node)).toEqual(ownLife(six, node))
  })

  it('of nodes and network do not move when faults or the workload draw', () => {
    const drawn = talk({}, false, (sim) => {
      for (let i = 0; i < 5; i++) expect(sim.faults.next()).not.toBe(sim.workload.next())
    })
    expect(drawn.traceHash).toBe(talk().traceHash)
  })

  it('leave alone what a fault does not touch: other links keep their losses and delays', () => {
    const cut = talk({}, false, (sim) => void sim.network.partition([FIRST], [1, 2, 3, 4, 5]))
    expect(mailOfOthers(cut)).toEqual(mailOfOthers(talk()))
    expect(cut.traceHash).not.toBe(talk().traceHash)
  })

  it('leave alone what a fault or a node that is taken away does not touch, whatever the models', () => {
    // without a bandwidth: a queue is no draw, and what node 0 is answered does take the others' time
    const every: Partial<SimOptions> = {
      driftPpm: 200,
      network: {
        latency: { kind: 'log-normal', medianMs: 3, sigma: 0.7 },
        jitterMs: 1,
        loss: { kind: 'bursts', goodMs: 400, badMs: 100, goodLoss: 0.02, badLoss: 0.7 },
        duplication: 0.05,
        reordering: { probability: 0.1, maxMs: 20 },
      },
    }
    const calm = talk(every)
    for (const disturb of [
      (sim: Simulation) => sim.nodes[0]?.crash(),
      (sim: Simulation) => sim.nodes[0]?.holdMail(),
      (sim: Simulation) => sim.network.addLoss(0.5, [FIRST]),
      (sim: Simulation) => sim.nodes[0]?.limitCpu(0.01),
    ]) {
      const disturbed = talk(every, false, (sim) => void disturb(sim))
      expect(mailOfOthers(disturbed)).toEqual(mailOfOthers(calm))
      expect(disturbed.traceHash).not.toBe(calm.traceHash)
    }
    expect(mailOfOthers(talk({ ...every, seed: 2 }))).not.toEqual(mailOfOthers(calm))
  })
})
