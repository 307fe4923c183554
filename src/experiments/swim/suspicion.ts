import { ln, log10 } from '../../base/logarithm.ts'
import type { SwimOptions } from '../../membership/swim/options.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'
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

/** Crashes one member and watches the others, until half of them have heard and the first to suspect has judged. */
export function crashOne(seed: number, members: number, swim: Partial<SwimOptions>): CrashOutcome {
  const cluster = new SwimCluster({ seed, size: members, swim })
  const heardAt = new Map<number, number>()
  const goneAt = new Map<number, number>()
  const victim = seed % members
  cluster.onEvent((node, event) => {
    if (event.type !== 'member-suspected' && event.type !== 'member-gone') return
    if (indexOf(event.member) !== victim) return
    if (!heardAt.has(node)) heardAt.set(node, cluster.sim.now) // some hear of the verdict first
    if (event.type === 'member-gone') goneAt.set(node, cluster.sim.now)
  })
  cluster.sim.run(SETTLE_MS)
  cluster.node(victim).crash()
  const half = Math.ceil((members - 2) / 2) // of those who are neither the victim nor the first
  const isOver = (): boolean => heardAt.size > half && goneAt.has([...heardAt.keys()][0] as number)
  cluster.sim.runUntil(isOver, LIMIT_MS, 10)
  const [[first, at] = [Number.NaN, Number.NaN], ...others] = heardAt
  const periods = (from: number, to: number | undefined): number => ((to ?? Number.NaN) - from) / PERIOD_MS
  return { suspectedFor: periods(at, goneAt.get(first)), medianInfection: periods(at, others[half - 1]?.[1]) }
}

const SETTLE_MS = 2500
const PERIOD_MS = 1000
const LIMIT_MS = 100_000
