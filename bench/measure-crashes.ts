import type { MembershipEvent } from '../src/core/ports.ts'
import { SWIM_TAGS } from '../src/core/tags.ts'
import type { Simulation } from '../src/sim/index.ts'
import { type KnownCluster, knownCluster } from './known-cluster.ts'

/** A cluster with full membership, part of which crashes: processes end, their hosts go on and refuse. */
export interface CrashPlan {
  readonly nodes: number
  /** How many crash. */
  readonly crashes: number
  /** The crashes are spread evenly over so much virtual time, from the beginning. */
  readonly crashMs: number
  /** Virtual time in all. */
  readonly virtualMs: number
}

/** What it came to, and what it cost. */
export interface CrashFigures extends CrashPlan {
  readonly events: number
  readonly cpuSeconds: number
  /** The most that the process has ever held, as the system counts it. */
  readonly peakBytes: number
  /** Crashed members that every survivor knows to be gone. */
  readonly knownToAll: number
  /** Deaths told of members that live. */
  readonly falseDeaths: number
  /** From a crash until the last survivor knows of it, ms: median and greatest, of those that all know. */
  readonly medianMs: number
  readonly greatestMs: number
  /** Suspicions and deaths sent, each time that one was. */
  readonly newsSent: number
  readonly traceHash: string
}

const SECOND_MS = 1000

/** @param progress told after each virtual second */
export function measureCrashes(plan: CrashPlan, progress: (text: string) => void = () => {}): CrashFigures {
  const started = process.cpuUsage()
  const cluster = knownCluster({ nodes: plan.nodes, groupSize: plan.nodes, loss: 0, trace: 'hash' })
  const deaths = new Deaths(plan, cluster)
  for (let at = 0; at < plan.virtualMs; at += SECOND_MS) {
    cluster.sim.run(Math.min(SECOND_MS, plan.virtualMs - at))
    progress(`${at / SECOND_MS + 1} of ${plan.virtualMs / SECOND_MS} virtual seconds`)
  }
  const { user, system } = process.cpuUsage(started)
  const { counters, traceHash } = cluster.sim
  const newsSent = [SWIM_TAGS.suspect, SWIM_TAGS.dead].reduce((sum, tag) => sum + (counters.byTag[tag] ?? 0), 0)
  const { events } = counters
  const peakBytes = process.resourceUsage().maxRSS * 1024
  return { ...plan, events, cpuSeconds: (user + system) / 1e6, peakBytes, newsSent, traceHash, ...deaths.figures() }
}

/** Who knows of which crash since when. */
class Deaths {
  readonly #sim: Simulation
  readonly #survivors: number
  readonly #victims: ReadonlySet<number>
  /** When each victim crashed. */
  readonly #crashedAt = new Map<number, number>()
  /** How many survivors know of each victim's crash. */
  readonly #knownBy = new Map<number, number>()
  readonly #tookMs: number[] = []
  #falseDeaths = 0

  constructor({ nodes, crashes, crashMs }: CrashPlan, { sim }: KnownCluster) {
    this.#sim = sim
    this.#survivors = nodes - crashes
    const victims = Array.from({ length: crashes }, (_, i) => Math.floor((i * nodes) / crashes))
    this.#victims = new Set(victims)
    for (const [i, victim] of victims.entries()) {
      sim.at(((i + 0.5) * crashMs) / crashes, () => this.#crash(victim))
    }
    sim.onEvent((node, event) => {
      const fact = event as MembershipEvent
      if (fact.type === 'member-gone') this.#onGone(node.index, fact.member.peer)
    })
  }

  figures(): Pick<CrashFigures, 'knownToAll' | 'falseDeaths' | 'medianMs' | 'greatestMs'> {
    const tookMs = this.#tookMs.toSorted((a, b) => a - b)
    return {
      knownToAll: tookMs.length,
      falseDeaths: this.#falseDeaths,
      medianMs: tookMs[tookMs.length >> 1] ?? Number.NaN,
      greatestMs: tookMs.at(-1) ?? Number.NaN,
    }
  }

  #crash(victim: number): void {
    this.#crashedAt.set(victim, this.#sim.now)
    this.#sim.nodes[victim]?.crash()
  }

  #onGone(at: number, victim: number): void {
    const crashedAt = this.#crashedAt.get(victim)
    if (crashedAt === undefined) this.#falseDeaths++
    if (crashedAt === undefined || this.#victims.has(at)) return // what victims knew in their time does not count
    const knownBy = (this.#knownBy.get(victim) ?? 0) + 1
    this.#knownBy.set(victim, knownBy)
    if (knownBy === this.#survivors) this.#tookMs.push(this.#sim.now - crashedAt)
  }
}
