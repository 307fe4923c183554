import type { Simulation } from '../../src/sim/index.ts'
import { disagreement } from './properties.ts'

/** How long a cluster may take to agree on its members after the faults. */
const HEAL_LIMIT_MS = 400_000

/** The faults are over: the network is whole, nobody is paused; then time passes until all live nodes know one another. */
export function heal(sim: Simulation): void {
  sim.network.heal()
  for (const node of sim.nodes) node.resume()
  sim.runUntil(() => disagreement(sim) === undefined, HEAL_LIMIT_MS, 250)
}
