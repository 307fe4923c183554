import type { PeerId } from '../../core/env.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import { SwimCluster } from '../cluster/swim-cluster.ts'
import { type Manner, MortalProcess } from './mortal-process.ts'

/** How the script is run. */
export interface LossyJoin {
  readonly seed: number
  readonly swim: Partial<SwimOptions>
  /** Left out: our own way, in which whoever lives comes back. */
  readonly manner?: Manner
}

/**
 * The paper's script of section 5.3: one process after the other joins, a tenth of the datagrams is lost, and after 175 s
 * it is over.
 * @returns how many members the first process that still takes part sees at the end, itself included
 */
export function membersSeen({ seed, swim, manner }: LossyJoin): number {
  const processes: MortalProcess[] = []
  const cluster = new SwimCluster({
    seed,
    size: PROCESSES,
    swim,
    network: { loss: LOSS },
    startsAt: (node) => node * JOIN_EVERY_MS,
    ...(manner && {
      wrap: (env, make) => {
        const process = new MortalProcess(env, make, manner)
        processes[env.self] = process
        return process
      },
    }),
  })
  for (let node = 1; node < PROCESSES; node++) {
    cluster.sim.at(node * JOIN_EVERY_MS + 1, () => cluster.swim(node).join(contactOf(processes, node)))
  }
  cluster.sim.run(UNTIL_MS)
  return cluster.swim(contactOf(processes, PROCESSES)).liveCount
}

/** The first process that is not out. */
function contactOf(processes: readonly MortalProcess[], before: number): PeerId {
  const found = processes.slice(0, before).findIndex((process) => !process.isOut)
  return Math.max(0, found) as PeerId
}

const PROCESSES = 17
const LOSS = 0.1
const JOIN_EVERY_MS = 5000
const UNTIL_MS = 175_000
