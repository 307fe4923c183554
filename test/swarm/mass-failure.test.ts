import { describe, expect, it } from 'vitest'
import { indexOf, SwimCluster } from '../../src/experiments/cluster/swim-cluster.ts'
import type { SwimOptions } from '../../src/membership/swim/options.ts'

const MEMBERS = 40
const VICTIMS = 30
const SEEDS = [1, 2, 3, 4, 5, 6]

/** How often a survivor told of a survivor's death while three quarters of a cluster were gone at once. */
function falseDeaths(seed: number, swim: Partial<SwimOptions>): number {
  const cluster = new SwimCluster({ seed, size: MEMBERS, swim, network: { loss: 0.2 } })
  cluster.sim.run(5000)
  for (let victim = 0; victim < VICTIMS; victim++) cluster.node(victim).crash()
  let deaths = 0
  cluster.onEvent((node, event) => {
    if (node >= VICTIMS && event.type === 'member-gone' && indexOf(event.member) >= VICTIMS) deaths++
  })
  cluster.sim.run(120_000)
  return deaths
}

describe('when three quarters of a cluster die at once and a fifth of all packets is lost', () => {
  it('no survivor is declared dead, since suspects are heard first', () => {
    for (const seed of SEEDS) expect(`seed ${seed}: ${falseDeaths(seed, {})}`).toBe(`seed ${seed}: 0`)
  })

  it('gossip alone does not save all of them', () => {
    const deaths = SEEDS.map((seed) => falseDeaths(seed, { fairHearing: false }))
    expect(deaths.reduce((sum, one) => sum + one)).toBeGreaterThan(0)
  })
})
