import type { SwimOptions } from '../../membership/swim/options.ts'
import { BusyProcess } from '../cluster/busy-process.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'

/** Members that have too little processor for some minutes. */
export interface CpuRun {
  readonly seed: number
  readonly members: number
  /** The first so many members are stressed. */
  readonly stressed: number
  readonly serviceMs: number
  readonly lastsMs: number
  readonly swim: Partial<SwimOptions>
}

/** Deaths of healthy members: told at any member, and at healthy ones. */
export interface CpuOutcome {
  readonly falsePositives: number
  readonly atHealthy: number
}

/** The paper's section V-C: a stress programme on some members, counted while it lasts. */
export function runStressed(run: CpuRun): CpuOutcome {
  const processes: BusyProcess[] = []
  const cluster = new SwimCluster({
    seed: run.seed,
    size: run.members,
    swim: run.swim,
    wrap: (env, make) => {
      const process = new BusyProcess(env, make)
      processes[env.self] = process
      return process
    },
  })
  const count = { falsePositives: 0, atHealthy: 0 }
  cluster.onEvent((node, event) => {
    if (event.type !== 'member-gone' || indexOf(event.member) < run.stressed) return
    count.falsePositives++
    if (node >= run.stressed) count.atHealthy++
  })
  cluster.sim.run(SETTLE_MS)
  for (const process of processes.slice(0, run.stressed)) process.serviceMs = run.serviceMs
  cluster.sim.run(run.lastsMs)
  return count
}

const SETTLE_MS = 3000
