import { describe, expect, it } from 'vitest'
import { simWire } from '../../../codec/index.ts'
import type { Env, PeerId } from '../../../core/env.ts'
import type { MembershipEvent } from '../../../core/ports.ts'
import { Stack } from '../../../core/stack.ts'
import { SWIM_TAGS } from '../../../core/tags.ts'
import { swimOptions } from '../../../membership/swim/options.ts'
import { Swim } from '../../../membership/swim/swim.ts'
import { SERF_VERSIONS } from '../../../membership/swim/versions.ts'
import { type NetworkOptions, type SimNode, Simulation } from '../../../sim/index.ts'
import type { Heartbeats } from '../heartbeats/heartbeats.ts'
import { addAccrual } from './add-accrual.ts'
import { CautiousLevel } from './cautious-level.ts'
import { hasFeature, withFeatures } from '../../../core/features.ts'
import { ACCRUAL_DEFAULTS, accrualOptions } from './options.ts'

/** Probes and exchanges are too rare to find or mend anything: what is suspected is suspected for its silence. */
const RARE_PROBES = swimOptions('lan', { probeIntervalMs: 600_000, pushPullIntervalMs: 600_000 })
const SEED = 0 as PeerId

interface Told {
  readonly at: number
  readonly by: number
  readonly of: number
  readonly what: 'member-suspected' | 'member-refuted' | 'member-gone'
}

/** Nodes in virtual time whose messages are really encoded. */
class Cluster {
  readonly sim: Simulation
  readonly told: Told[] = []
  readonly swims: Swim[] = []
  readonly heartbeats: (Heartbeats | undefined)[] = []

  constructor(size: number, hasAccrual: (node: number) => boolean = () => true, network: NetworkOptions = {}) {
    this.sim = new Simulation({ seed: 5, network, ...simWire(100) })
    this.sim.onEvent(({ index }, event) => {
      const { type, member } = event as Extract<MembershipEvent, { readonly type: Told['what'] }>
      if (type !== 'member-suspected' && type !== 'member-refuted' && type !== 'member-gone') return
      this.told.push({ at: this.sim.now, by: index, of: member.peer, what: type })
    })
    for (let i = 0; i < size; i++) this.add(hasAccrual(i))
  }

  add(hasAccrual = true): void {
    this.sim.addNode((env) => this.#stack(env, hasAccrual))
  }

  node(index: number): SimNode {
    return this.sim.nodes[index] as SimNode
  }

  /** Who says so of whom, each pair once. */
  sayings(what: Told['what']): string[] {
    return [...new Set(this.told.filter((saying) => saying.what === what).map(({ by, of }) => `${by} of ${of}`))].sort()
  }

  #stack(env: Env, hasAccrual: boolean): Stack {
    const stack = new Stack(env)
    const versions = hasAccrual ? withFeatures(SERF_VERSIONS, ['heartbeats']) : SERF_VERSIONS
    const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, RARE_PROBES, { node: `n${env.self}`, versions }))
    this.swims[env.self] = swim
    this.heartbeats[env.self] = hasAccrual ? addAccrual(stack, swim, accrualOptions()) : undefined
    if (env.self !== SEED) this.sim.at(this.sim.now + 10, () => swim.join(SEED))
    return stack
  }
}

describe('heartbeats as evidence for SWIM', () => {
  it('have a silent member suspected by all; it refutes when it is heard again, and nobody is declared dead', () => {
    const cluster = new Cluster(6)
    const [others, silent] = [[0, 1, 2, 3, 4], 5]
    cluster.sim.run(30_000)
    expect(cluster.told).toEqual([])
    const heal = cluster.sim.network.cut([silent], others)
    cluster.sim.run(4000)
    expect(cluster.sayings('member-suspected')).toEqual(others.map((by) => `${by} of ${silent}`))
    heal()
    cluster.sim.run(30_000)
    expect(cluster.sayings('member-refuted')).toEqual(others.map((by) => `${by} of ${silent}`))
    expect(cluster.sayings('member-gone')).toEqual([])
  })

  it('lead to no lasting doubt on the other side of a cut, whose accusations all were lost', () => {
    const cluster = new Cluster(6)
    const [others, lonely] = [[0, 1, 2, 3, 4], 5]
    cluster.sim.run(30_000)
    const heal = cluster.sim.network.partition([lonely], others)
    cluster.sim.run(15_000) // long enough for its news to have been sent as often as it will be
    const doubts = cluster.sayings('member-suspected').filter((saying) => saying.startsWith(`${lonely} of`))
    expect(doubts).toHaveLength(3) // whom it watches
    heal()
    cluster.sim.run(3000)
    expect([...(cluster.swims[lonely] as Swim).members()].map(({ state }) => state)).toEqual(new Array(6).fill('alive'))
    expect(cluster.sayings('member-gone')).toEqual([])
  })

  it('lead to a verdict on a crashed member by SWIM’s own rules', () => {
    const cluster = new Cluster(6)
    cluster.sim.run(30_000)
    cluster.node(2).crash()
    cluster.sim.run(10_000)
    expect(cluster.told.filter(({ of }) => of !== 2)).toEqual([])
    const firstAt = (what: Told['what']): number => cluster.told.find((saying) => saying.what === what)?.at ?? Infinity
    expect(firstAt('member-suspected')).toBeGreaterThan(31_000)
    expect(firstAt('member-suspected')).toBeLessThan(33_000)
    cluster.sim.run(3_600_000)
    expect(cluster.sayings('member-gone')).toEqual([0, 1, 3, 4, 5].map((by) => `${by} of 2`))
  })

  it('are not believed by a node that was blocked: it accuses nobody when it runs on', () => {
    const cluster = new Cluster(6)
    cluster.sim.run(30_000)
    cluster.node(3).pause()
    cluster.sim.run(20_000)
    cluster.node(3).resume()
    cluster.sim.run(60_000)
    expect(cluster.told.filter(({ of }) => of !== 3)).toEqual([])
  })

  it('accuse nobody while members come, one after the other and many at once', () => {
    const cluster = new Cluster(3)
    for (let i = 0; i < 20; i++) {
      cluster.sim.run(1500)
      cluster.add()
    }
    for (let i = 0; i < 30; i++) cluster.add()
    cluster.sim.run(60_000)
    expect(cluster.told).toEqual([])
    expect(cluster.heartbeats.map((one) => [...(one?.watched() ?? [])].length)).toEqual(new Array(53).fill(3))
  })

  it('are sent to those only who take part, and say nothing of the others', () => {
    const cluster = new Cluster(8, (node) => node % 2 === 0)
    cluster.sim.run(60_000)
    expect(cluster.told).toEqual([])
    const taking = [0, 2, 4, 6]
    const watched = taking.flatMap((node) => [...(cluster.heartbeats[node]?.watched() ?? [])])
    expect(new Set(watched)).toEqual(new Set(taking))
    const known = [...(cluster.swims[1] as Swim).members()].filter((member) => hasFeature(member, 'heartbeats'))
    expect(known.map(({ peer }) => peer).sort((a, b) => a - b)).toEqual(taking)
  })

  it('do not condemn a member that comes back without them before anybody missed it', () => {
    const cluster = new Cluster(4)
    cluster.sim.run(30_000)
    cluster.node(1).crash()
    cluster.sim.run(20)
    cluster.node(1).restart((env) => {
      const swim = new Swim(env, RARE_PROBES, { node: 'n1', versions: SERF_VERSIONS })
      cluster.sim.at(cluster.sim.now + 10, () => swim.join(SEED))
      return swim
    })
    cluster.sim.run(120_000)
    expect(cluster.sayings('member-gone')).toEqual([])
    expect([...(cluster.swims[0] as Swim).members()].map(({ state }) => state)).toEqual(new Array(4).fill('alive'))
  })
})

describe('the φ that SWIM acts at', () => {
  it('rises while the node doubts itself', () => {
    let health = 0
    const level = new CautiousLevel(8, () => health)
    expect(level.value).toBe(8)
    health = 2
    expect(level.value).toBe(24)
  })
})

describe('the settings', () => {
  it('are checked, and name what is wrong', () => {
    expect(accrualOptions()).toEqual(ACCRUAL_DEFAULTS)
    expect(() => accrualOptions({ threshold: 0 })).toThrow('accrual.threshold is 0, but must be a number from 0.001')
    expect(() => accrualOptions({ intervalMs: 1 })).toThrow('accrual.intervalMs is 1')
    expect(() => accrualOptions({ treshold: 8 } as object)).toThrow('did you mean "threshold"?')
  })
})
