import { describe, expect, it } from 'vitest'
import type { Env, PeerId } from '../../../core/env.ts'
import { Stack } from '../../../core/stack.ts'
import { HEARTBEAT_TAGS, SWIM_TAGS } from '../../../core/tags.ts'
import { swimOptions } from '../../../membership/swim/options.ts'
import { Swim } from '../../../membership/swim/swim.ts'
import { type NetworkOptions, type SimNode, Simulation } from '../../../sim/index.ts'
import { AkkaPhiAccrual } from '../akka-phi-accrual.ts'
import { CassandraPhiAccrual } from '../cassandra-phi-accrual.ts'
import type { AccrualEvent } from './events.ts'
import { Heartbeats } from './heartbeats.ts'
import type { HeartbeatOptions } from './options.ts'

const NODES = 6
const WIDE: NetworkOptions = { latency: { kind: 'log-normal', medianMs: 40, sigma: 0.4, maxMs: 400 } }

interface Told {
  readonly at: number
  readonly by: number
  readonly event: AccrualEvent
}

interface Run {
  readonly sim: Simulation
  readonly told: readonly Told[]
}

function listOf(network: NetworkOptions, options: Partial<HeartbeatOptions> = {}, seed = 1): Run {
  const sim = new Simulation({ seed, network })
  const told: Told[] = []
  sim.onEvent((node, event) => {
    if (event.type.startsWith('accrual')) told.push({ at: sim.now, by: node.index, event: event as AccrualEvent })
  })
  for (let i = 0; i < NODES; i++) sim.addNode(maker(options))
  return { sim, told }
}

function maker(options: Partial<HeartbeatOptions> = {}): (env: Env) => Heartbeats {
  const peers = Array.from({ length: NODES }, (_, peer) => peer as PeerId)
  return (env) => new Heartbeats(env, peers, options)
}

function nodeOf({ sim }: Run, index: number): SimNode {
  return sim.nodes[index] as SimNode
}

/** Who suspects node `peer` since `at`, in order of number. */
function suspecters(told: readonly Told[], peer: number, at: number): number[] {
  const heard = told.filter(({ event, at: when }) => event.peer === peer && when >= at)
  return heard
    .filter(({ event }) => event.type === 'accrual-suspect')
    .map(({ by }) => by)
    .sort((a, b) => a - b)
}

describe('heartbeats in the simulator', () => {
  it('suspect nobody on a network with jitter, and everybody suspects who crashes, soon', () => {
    const run = listOf(WIDE)
    run.sim.run(120_000)
    expect(run.told).toEqual([])
    nodeOf(run, 2).crash()
    run.sim.run(5000)
    expect(suspecters(run.told, 2, 0)).toEqual([0, 1, 3, 4, 5])
    expect(run.told).toHaveLength(5)
  })

  it('of every variant find a crash in time, and none before', () => {
    for (const makeDetector of [() => new AkkaPhiAccrual(), () => new CassandraPhiAccrual({ windowSize: 50 })]) {
      const run = listOf(WIDE, { makeDetector })
      run.sim.run(120_000)
      expect(run.told).toEqual([])
      nodeOf(run, 2).crash()
      run.sim.run(25_000)
      expect(suspecters(run.told, 2, 0)).toEqual([0, 1, 3, 4, 5])
    }
  })

  it('learn that a network loses: what is suspicious on a good one is usual on it', () => {
    const { sim, told } = listOf({ ...WIDE, loss: 0.05 })
    sim.run(600_000)
    const early = told.filter(({ at, event }) => event.type === 'accrual-suspect' && at < 100_000).length
    const late = told.filter(({ at, event }) => event.type === 'accrual-suspect' && at > 500_000).length
    expect(early).toBeGreaterThan(0)
    expect(late).toBeLessThan(early / 4)
    for (const { event } of told) if (event.type === 'accrual-trust') expect(event.wasWrong).toBe(true)
  })

  it('take a restarted process for a new one', () => {
    const run = listOf(WIDE)
    run.sim.run(60_000)
    nodeOf(run, 2).crash()
    run.sim.run(60_000)
    nodeOf(run, 2).restart(maker())
    run.sim.run(2000)
    const trusts = run.told.filter(({ event }) => event.type === 'accrual-trust' && event.peer === 2)
    expect(trusts.map(({ event }) => (event as { wasWrong?: boolean }).wasWrong)).toEqual(new Array(5).fill(false))
    run.sim.run(60_000)
    expect(run.told.filter(({ at }) => at > 122_000)).toEqual([])
  })

  it('of a paused node are missed by the others; it accuses nobody when it runs on', () => {
    const run = listOf(WIDE)
    run.sim.run(60_000)
    nodeOf(run, 2).pause()
    run.sim.run(30_000)
    nodeOf(run, 2).resume()
    run.sim.run(60_000)
    expect(suspecters(run.told, 2, 0)).toEqual([0, 1, 3, 4, 5])
    expect(run.told.filter(({ by }) => by === 2)).toEqual([])
    expect(run.told.filter(({ event }) => event.type === 'accrual-trust')).toHaveLength(5)
  })

  it('replay: the same seed tells the same at the same times', () => {
    const [first, second, other] = [1, 1, 2].map((seed) => {
      const { sim, told } = listOf({ ...WIDE, loss: 0.1 }, {}, seed)
      sim.run(60_000)
      return JSON.stringify(told)
    })
    expect(first).toBe(second)
    expect(first).not.toBe(other)
  })
})

describe('heartbeats over a membership', () => {
  it('go to a few members each, and find a crash among them before it is out of the table', () => {
    const sim = new Simulation({ seed: 3, network: { latency: 5 } })
    const layers: Heartbeats[] = []
    const told: Told[] = []
    sim.onEvent((node, event) => {
      if (event.type === 'accrual-suspect') told.push({ at: sim.now, by: node.index, event: event as AccrualEvent })
    })
    for (let i = 0; i < 12; i++) {
      sim.addNode((env) => {
        const stack = new Stack(env)
        const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, swimOptions(), { node: `n${i}` }))
        layers.push(stack.add(HEARTBEAT_TAGS, (own) => new Heartbeats(own, swim, { watchers: 3 })))
        if (i > 0) sim.at(10, () => swim.join(0 as PeerId))
        return stack
      })
    }
    sim.run(60_000)
    expect(told).toEqual([])
    const watchersOf = layers.map(
      (_, peer) => layers.filter((layer) => [...layer.watched()].includes(peer as PeerId)).length,
    )
    expect(watchersOf).toEqual(new Array(12).fill(3))
    expect(layers.map((layer) => [...layer.watched()].length)).toEqual(new Array(12).fill(3))
    ;(sim.nodes[7] as SimNode).crash()
    sim.run(3000)
    expect(new Set(told.map(({ event }) => event.peer))).toEqual(new Set([7]))
    expect(told).toHaveLength(3)
    sim.run(60_000)
    expect(layers.filter((layer, i) => i !== 7 && [...layer.watched()].includes(7 as PeerId))).toEqual([])
    expect(layers.filter((_, i) => i !== 7).map((layer) => [...layer.watched()].length)).toEqual(new Array(11).fill(3))
  })
})
