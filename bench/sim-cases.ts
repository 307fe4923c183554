import { type ApartOptions, runApart } from '../test/support/run-apart.ts'
import type { CrashFigures, CrashPlan } from './measure-crashes.ts'
import type { SimFigures, SimPlan } from './measure-sim.ts'

/** Each case is measured in a process of its own, so that the memory of one is not another's. */
export type CaseOptions = Omit<ApartOptions, 'nodeFlags'>

/** CPU time is what is judged, and the collector's helpers cost more of it than they save. */
const ONE_THREAD = '--single-threaded-gc'
const SIM_FLAGS = [ONE_THREAD, '--max-old-space-size=12000']
/** So much heap that the whole process stays below the 8 GiB that it may take. */
const CRASH_FLAGS = [ONE_THREAD, '--max-old-space-size=5200']

/** A cluster with full membership in which one in a hundred crashes. */
export const CRASHES: CrashPlan = { nodes: 75_000, crashes: 750, crashMs: 20_000, virtualMs: 30_000 }

/** SWIM nodes, or nodes that only ping. */
export function simPlan(layer: SimPlan['layer'], nodes: number, groupSize: number, virtualMs: number): SimPlan {
  return { layer, nodes, groupSize, virtualMs, loss: 0.01, trace: 'hash' }
}

export function simCase(plan: SimPlan, options: CaseOptions): Promise<SimFigures> {
  return runApart('bench/sim-case.js', plan, { ...options, nodeFlags: SIM_FLAGS })
}

export function crashCase(plan: CrashPlan, options: CaseOptions): Promise<CrashFigures> {
  return runApart('bench/crash-case.js', plan, { ...options, nodeFlags: CRASH_FLAGS })
}
