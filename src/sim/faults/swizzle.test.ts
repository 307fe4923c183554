import { describe, expect, it } from 'vitest'
import { SimDiary } from '../../../test/support/sim-diary.ts'
import type { Env } from '../../core/env.ts'
import { Simulation } from '../engine/simulation.ts'
import { applySchedule } from './apply-schedule.ts'
import type { FaultSchedule } from './fault.ts'

const restart = (env: Env): SimDiary => new SimDiary(env)
const ALL = [0, 1, 2, 3, 4, 5, 6, 7]

/** When the mail of each node was held and let go, by its index: [from, to]. */
function spans(schedule: FaultSchedule, { seed = 1, nodes = 8 } = {}): Map<number, [number, number]> {
  const sim = new Simulation({ seed, trace: 'full' })
  for (let i = 0; i < nodes; i++) sim.addNode(restart)
  applySchedule(sim, schedule, { restart })
  sim.run(10_000)
  const found = new Map<number, [number, number]>()
  for (const { kind, node, at } of sim.trace) {
    if (kind === 'hold') found.set(node, [at, Number.NaN])
    else if (kind === 'release') (found.get(node) as [number, number])[1] = at
  }
  return found
}

/** Nodes in the order of their moments. */
function order(found: Map<number, [number, number]>, which: 0 | 1): number[] {
  return [...found].sort(([, a], [, b]) => a[which] - b[which]).map(([node]) => node)
}

describe('a swizzle', () => {
  const fault = { kind: 'swizzle', at: 1000, durationMs: 4000, nodes: ALL } as const

  it('holds node after node in its first half, and lets them go in another order in its second', () => {
    const found = spans([fault])
    expect([...found.keys()].sort((a, b) => a - b)).toEqual(ALL)
    for (const [from, to] of found.values()) {
      expect(from >= 1000 && from < 3000 && to >= 3000 && to <= 5000).toBe(true)
    }
    const [held, freed] = [order(found, 0), order(found, 1)]
    expect([held, freed]).not.toContainEqual(ALL)
    expect(freed).not.toEqual(held)
    expect(spans([fault], { seed: 2 })).not.toEqual(found)
  })

  it('befalls each node as if it were the only one', () => {
    const found = spans([fault])
    const fewer = spans(
      [
        { kind: 'pause', at: 500, nodes: [7] },
        { ...fault, nodes: [0, 3] },
      ],
      { nodes: 4 },
    )
    expect(fewer).toEqual(new Map([0, 3].map((node) => [node, found.get(node)])))
  })

  it('without a list takes about half of all nodes, others each time', () => {
    const chosen = (at: number): number[] => {
      const found = spans([{ kind: 'swizzle', at, durationMs: 1000 }], { nodes: 100 })
      return [...found.keys()].sort((a, b) => a - b)
    }
    expect(Math.abs(chosen(10).length - 50)).toBeLessThan(15)
    expect(chosen(11)).not.toEqual(chosen(10))
    expect(chosen(10)).toEqual(chosen(10))
  })
})
