import { below } from '../../base/rng.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import { firstTold } from '../cluster/first-told.ts'
import { SwimCluster } from '../cluster/swim-cluster.ts'

/** Milliseconds from each crash to the first verdict on it, wherever it falls; one crash after the other. */
export function detectionTimes(seed: number, members: number, swim: Partial<SwimOptions>, crashes: number): number[] {
  const cluster = new SwimCluster({ seed, size: members, swim })
  const { sim } = cluster
  const firstAt = firstTold(cluster, 'member-gone')
  sim.run(SETTLE_MS)
  return Array.from({ length: crashes }, (_, victim) => {
    sim.run(below(() => sim.faults.next(), PHASE_MS)) // at any phase of the probe periods
    const crashedAt = sim.now
    cluster.node(victim).crash()
    sim.runUntil(() => firstAt.has(victim), LIMIT_MS, 50)
    return (firstAt.get(victim) ?? sim.now) - crashedAt
  })
}

const SETTLE_MS = 3000
const PHASE_MS = 4000
const LIMIT_MS = 120_000
