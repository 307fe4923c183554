import { PLAIN_SWIM } from '../../membership/swim/options.ts'
import { indexOf, SwimCluster } from '../cluster/swim-cluster.ts'

/** One moment of a healthy cluster at which members might crash: how many probes each member had begun. */
interface Snapshot {
  readonly at: number
  readonly begun: Int32Array
}

/**
 * Who probed whom and when in a healthy cluster of the layer that ships. A crash changes nothing about the probes until
 * somebody notices it, so each snapshot can be asked how soon the crash of any member at that moment would be noticed.
 */
export class ProbeLog {
  readonly members: number
  readonly #targets: number[][]
  readonly #startedAt: number[][]
  readonly #snapshots: Snapshot[] = []

  /** @param everyMs between two snapshots; not a multiple of the period, so that all phases occur */
  constructor(seed: number, members: number, snapshots: number, everyMs: number) {
    this.members = members
    this.#targets = Array.from({ length: members }, () => [])
    this.#startedAt = Array.from({ length: members }, () => [])
    const cluster = new SwimCluster({ seed, size: members, swim: { ...PLAIN_SWIM, pushPullIntervalMs: 0 } })
    cluster.onEvent((node, event) => {
      if (event.type !== 'probed') return
      this.#targets[node]?.push(indexOf(event.member))
      this.#startedAt[node]?.push(cluster.sim.now - event.rttMs)
    })
    cluster.sim.run(members * PERIOD_MS * (members > MANY ? SHARE_OF_CYCLE : 1)) // away from the common start
    for (let i = 0; i < snapshots; i++) {
      cluster.sim.run(everyMs)
      this.#snapshots.push({ at: cluster.sim.now, begun: Int32Array.from(this.#targets, (list) => list.length) })
    }
    cluster.sim.run(TAIL_PERIODS * PERIOD_MS)
  }

  get snapshots(): number {
    return this.#snapshots.length
  }

  /** The count of its own probes at which `member` first probes `victim` after the crash, or undefined. */
  periodsUntil(snapshot: number, member: number, victim: number): number | undefined {
    const begun = this.#snapshots[snapshot]?.begun[member] ?? 0
    const found = (this.#targets[member] as number[]).indexOf(victim, begun)
    return found === -1 ? undefined : found - begun + 1
  }

  /** Periods until the first member has probed the victim, its own period included: the paper's definition. */
  firstDetection(snapshot: number, victim: number): number {
    return this.#least(victim, (member) => this.periodsUntil(snapshot, member, victim))
  }

  /** Periods from the crash to the moment at which the first probe of the victim starts, whatever the phases. */
  firstProbe(snapshot: number, victim: number): number {
    const { at, begun } = this.#snapshots[snapshot] as Snapshot
    const startedAfter = (member: number): number | undefined => {
      const found = (this.#targets[member] as number[]).indexOf(victim, begun[member])
      return found === -1 ? undefined : ((this.#startedAt[member]?.[found] ?? 0) - at) / PERIOD_MS
    }
    return this.#least(victim, startedAfter)
  }

  #least(victim: number, periods: (member: number) => number | undefined): number {
    let least = Number.POSITIVE_INFINITY
    for (let member = 0; member < this.members; member++) {
      if (member !== victim) least = Math.min(least, periods(member) ?? Number.POSITIVE_INFINITY)
    }
    return least
  }
}

const PERIOD_MS = 1000
/** Nobody waits longer for the first of many probes: e^-15 is 3 in ten million. */
const TAIL_PERIODS = 16
/** From so many members on a part of a cycle is enough to begin with. */
const MANY = 100
const SHARE_OF_CYCLE = 0.02
