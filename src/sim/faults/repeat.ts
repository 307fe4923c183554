import { unit } from '../../base/rng.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { Fault } from './fault.ts'
import { faultDraws } from './fault-draws.ts'

/** Calls `begin` now and, if the fault is repeated, as often again as it says. */
export function repeat(sim: Simulation, fault: Fault, begin: () => void): void {
  const { every } = fault
  begin()
  if (every === undefined) return
  const { periodMs, jitterMs = 0, times = Number.POSITIVE_INFINITY, untilMs = Number.POSITIVE_INFINITY } = every
  const first = sim.now
  const plan = (done: number): void => {
    const lateMs = jitterMs * unit(faultDraws(sim, fault, done))
    const at = first + done * periodMs + lateMs
    if (done >= times || at > untilMs) return
    sim.at(at, () => {
      begin()
      plan(done + 1)
    })
  }
  plan(1)
}
