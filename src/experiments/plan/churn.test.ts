import { describe, expect, it } from 'vitest'
import { Churn } from './churn.ts'
import { liveThrough } from './life.ts'
import { LivingCluster } from './living-cluster.ts'

/** Ten times the most that a plan takes for three. */
const PER_HOUR = 900

describe('churn', () => {
  it('leaves at least two members that the others know, one of which may die besides', () => {
    const cluster = new LivingCluster({ seed: 1, size: 3, spare: 200, network: { latency: 1 } })
    new Churn(cluster, PER_HOUR, 2).start()
    const settled: number[] = []
    for (let i = 0; i < 3000; i++) {
      cluster.sim.run(100)
      settled.push(cluster.settled.length)
    }
    expect(Math.min(...settled)).toBe(2)
    expect(cluster.sim.nodes.length).toBeGreaterThan(30)
  })

  it('takes with it what only those who went could have told, and makes no sample of it', () => {
    const conditions = { nodes: 4, loss: 0, latencyMs: 1, churnPerHour: 2 * PER_HOUR }
    const happenings = { deaths: 20, kills: 0, events: 0 }
    const { detectMs } = liveThrough({ settings: {}, conditions, happenings, seed: 1 }, () => {})
    expect(detectMs.length).toBeLessThan(20)
    expect(detectMs.length).toBeGreaterThan(0)
    expect(Math.min(...detectMs)).toBeGreaterThan(1000)
  })
})
