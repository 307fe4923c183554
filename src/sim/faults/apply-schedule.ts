import type { MakeLayer } from '../engine/sim-node.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Fault, FaultSchedule } from './fault.ts'
import { inflict } from './inflict.ts'

/** What applying a schedule needs to know. */
export interface ApplyOptions {
  /** Makes what a crashed node starts again with; `env.self` says which node it is. */
  readonly restart: MakeLayer
}

/**
 * Puts every fault of a schedule, and the end of each that has a duration, into the simulation's queue. A fault that
 * finds nothing to do (a crash of a crashed node) does nothing, and an end only takes back what its own fault did.
 */
export function applySchedule(sim: Simulation, schedule: FaultSchedule, options: ApplyOptions): void {
  for (const fault of schedule) sim.at(fault.at, () => begin(sim, fault, options.restart))
}

function begin(sim: Simulation, fault: Fault, make: MakeLayer): void {
  const undo = inflict(sim, fault, make)
  if ('durationMs' in fault && fault.durationMs !== undefined) sim.at(sim.now + fault.durationMs, undo)
}
