import { ln, log10 } from '../../base/logarithm.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'
import { quantile } from '../measure.ts'
import { PAPER_SWIM } from './load.ts'

/** The paper's suspicion time-out, in periods; each update is piggybacked as often. */
export function paperPeriods(members: number): number {
  return 3 * Math.ceil(ln(members + 1))
}

/** The layer, told to suspect for as long as the paper does. It counts in log10, so the factor depends on the size. */
export function suspectingLikePaper(members: number): Partial<SwimOptions> {
  const scale = Math.floor(Math.max(1, log10(members)) * 1000) / 1000
  return { ...PAPER_SWIM, suspicionMult: paperPeriods(members) / scale }
}

/** One crash: how the suspicion spread, and how long it lasted at the first who had it. */
export interface CrashOutcome {
  /** Periods from the first suspicion to the verdict at the same member. */
  readonly suspectedFor: number
  /** Periods from the first suspicion until half of the others had heard of it. */
  readonly medianInfection: number
}

/** Crashes one member and watches the others. */
export function crashOne(seed: number, members: number, swim: Partial<SwimOptions>): CrashOutcome {
  const cluster = new SwimCluster({ seed, size: members, swim })
  const suspectedAt = new Map<number, number>()
  const goneAt = new Map<number, number>()
  const victim = seed % members
  cluster.onEvent((node, event) => {
    const at = cluster.sim.now
    if (event.type === 'member-suspected' && indexOf(event.member) === victim) suspectedAt.set(node, at)
    if (event.type === 'member-gone' && indexOf(event.member) === victim) goneAt.set(node, at)
  })
  cluster.sim.run(SETTLE_MS)
  cluster.node(victim).crash()
  cluster.sim.runUntil(() => goneAt.size > 0, LIMIT_MS, 10)
  const [first, at] = [...suspectedAt][0] as [number, number]
  const waits = [...suspectedAt.values()].map((heardAt) => (heardAt - at) / PERIOD_MS)
  return { suspectedFor: ((goneAt.get(first) ?? Number.NaN) - at) / PERIOD_MS, medianInfection: quantile(waits, 0.5) }
}

const SETTLE_MS = 2500
const PERIOD_MS = 1000
const LIMIT_MS = 100_000
