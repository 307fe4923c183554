import { deriveSeed, namedSeed, Rng } from '../../base/rng.ts'
import { ticksOf } from '../engine/event-kind.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Fault } from './fault.ts'

/**
 * A source of uint32 for a fault's own chance. It hangs on what the fault is, on when it begins, on the first node that
 * it names and on `keys`, so that taking out another fault moves nothing.
 */
export function faultDraws(sim: Simulation, fault: Fault, ...keys: readonly number[]): () => number {
  const seed = namedSeed(sim.seed, `${fault.kind} of ${firstNode(fault)}`)
  const rng = new Rng(deriveSeed(seed, ticksOf(fault.at), ...keys))
  return () => rng.next()
}

function firstNode(fault: Fault): number | undefined {
  if ('groups' in fault) return fault.groups[0][0]
  if ('nodes' in fault) return fault.nodes?.[0]
  return 'from' in fault || 'to' in fault ? (fault.from ?? fault.to)?.[0] : undefined
}
