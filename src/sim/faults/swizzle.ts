import { unit } from '../../base/rng.ts'
import type { SimNode } from '../engine/sim-node.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Undo } from '../network/network.ts'
import type { SwizzleFault } from './fault.ts'
import { faultDraws } from './fault-draws.ts'

/**
 * Holds the mail of node after node, and lets it go in another order (FoundationDB's RandomClogging workload with
 * `swizzle`: moments drawn uniformly, the first from the first half of the time, the second from the second). What
 * befalls a node hangs on its own draws alone.
 * @returns what lets everything go that is still held
 */
export function swizzle(sim: Simulation, fault: SwizzleFault): Undo {
  const releases: Undo[] = []
  const halfMs = fault.durationMs / 2
  for (const node of sim.nodes) {
    const random = faultDraws(sim, fault, node.index)
    const [chance, held, freed] = [unit(random), unit(random), unit(random)]
    if (!isSwizzled(node, fault, chance)) continue
    sim.at(sim.now + held * halfMs, () => {
      const release = node.holdMail()
      releases.push(release)
      sim.at(sim.now + (1 + freed - held) * halfMs, release)
    })
  }
  return () => {
    for (const release of releases) release()
  }
}

function isSwizzled({ index }: SimNode, { nodes }: SwizzleFault, chance: number): boolean {
  return nodes === undefined ? chance < 0.5 : nodes.includes(index)
}
