import { describe, expect, it } from 'vitest'
import { applySchedule, Simulation } from '../../src/sim/index.ts'
import type { MembershipEvent } from '../../src/core/ports.ts'
import { simWire } from '../../src/codec/index.ts'
import { nodeMaker, nodeName, type SimStack } from '../../src/experiments/cluster/full-node.ts'

const NODES = 5

/** A cluster that has found itself, and the verdicts that fall in it from then on. */
function cluster(seed: number, loss: number): { sim: Simulation; verdicts: string[] } {
  const { sizeOf, packetBudget } = simWire(NODES)
  const network = { latency: { kind: 'uniform', minMs: 0.2, maxMs: 2 }, loss } as const
  const sim = new Simulation({ seed, network, sizeOf, packetBudget })
  for (let i = 0; i < NODES; i++) sim.addNode(nodeMaker())
  sim.run(20_000)
  const verdicts: string[] = []
  sim.onEvent((node, event) => {
    const fact = event as MembershipEvent
    if (fact.type === 'member-gone' && fact.member.state === 'dead') {
      verdicts.push(`${nodeName(node.index)} on ${fact.member.node} at ${sim.now}`)
    }
  })
  return { sim, verdicts }
}

describe('a process that is away for a moment', () => {
  it('is not declared dead in 1,000 restarts that refuse connections for 100 ms', () => {
    let restarts = 0
    for (const seed of [1, 2, 3, 4]) {
      const { sim, verdicts } = cluster(seed, 0.01)
      for (let i = 0; i < 250; i++) {
        const fault = { kind: 'crash', at: sim.now + 13 * (i % 17), nodes: [i % NODES], durationMs: 100 } as const
        applySchedule(sim, [fault], { restart: nodeMaker() })
        sim.run(1500 + 37 * (i % 29))
        restarts++
      }
      sim.run(10_000)
      expect(verdicts).toEqual([])
      const isWhole = sim.nodes.every((node) => (node.layer as SimStack).swim.liveCount === NODES)
      expect(isWhole).toBe(true)
    }
    expect(restarts).toBe(1000)
  })

  it('is found dead by all soon when it does not come back, and its host refuses', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const { sim } = cluster(seed, 0)
      sim.nodes[4]?.crash()
      const seesIt = (node: { readonly layer: unknown }): boolean =>
        (node.layer as SimStack).swim.find(nodeName(4))?.state === 'dead'
      expect(sim.runUntil(() => sim.nodes.slice(0, 4).every(seesIt), 5000, 10)).toBe(true)
    }
  })
})
