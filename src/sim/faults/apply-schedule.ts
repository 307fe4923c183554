import type { MakeLayer } from '../engine/sim-node.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Fault, FaultSchedule } from './fault.ts'
import { inflict } from './inflict.ts'
import { repeat } from './repeat.ts'
import { Tidings } from './tidings.ts'

/** What applying a schedule needs to know. */
export interface ApplyOptions {
  /** Makes what a crashed node starts again with; `env.self` says which node it is. */
  readonly restart: MakeLayer
  /** Told of every fault as it begins: each time by itself, at the time that it is then. */
  readonly onBegin?: (fault: Fault) => void
}

/**
 * Puts every fault of a schedule, and the end of each that has a duration, into the simulation's queue. A fault that
 * finds nothing to do (a crash of a crashed node) does nothing, and an end only takes back what its own fault did.
 */
export function applySchedule(sim: Simulation, schedule: FaultSchedule, options: ApplyOptions): void {
  const tidings = new Tidings(sim)
  for (const fault of schedule) {
    const start = (): void => repeat(sim, fault, () => begin(sim, fault, options))
    const { when } = fault
    sim.at(fault.at, when === undefined ? start : () => tidings.once(when, start))
  }
}

function begin(sim: Simulation, fault: Fault, { restart, onBegin }: ApplyOptions): void {
  const { every: _, when: __, ...once } = fault
  const now: Fault = { ...once, at: sim.now }
  const undo = inflict(sim, now, restart)
  if ('durationMs' in now && now.durationMs !== undefined) sim.at(sim.now + now.durationMs, undo)
  onBegin?.(now)
}
