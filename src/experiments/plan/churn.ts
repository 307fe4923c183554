import { ln } from '../../base/logarithm.ts'
import { below, Rng, unit } from '../../base/rng.ts'
import type { LivingCluster } from './living-cluster.ts'

/** After so long nobody looks for a member at the place of one that is gone (memberlist's gossip to the dead: 30 s). */
const VACANT_MS = 60_000
const MS_PER_HOUR = 3_600_000
/** Until a newcomer looks for a place again, or a member may go again, ms. */
const WAIT_MS = 1000
/** So many members that others know stay: one may die beside churn, and newcomers still have somebody to join through. */
const LEAST_SETTLED = 2

/** How many places newcomers need: twice what churn vacates on average before a place may be had again, and some. */
export function sparePlaces(perHour: number): number {
  return perHour === 0 ? 0 : Math.ceil((2 * perHour * VACANT_MS) / MS_PER_HOUR) + 8
}

/**
 * Members go, as a Poisson process, and others come: every second one leaves, the others die with their host. Where too
 * few would stay, the next one to go waits.
 */
export class Churn {
  readonly #cluster: LivingCluster
  readonly #meanGapMs: number
  readonly #rng: Rng
  #gone = 0

  /** @param seed of its own random stream: with another churn all else stays */
  constructor(cluster: LivingCluster, perHour: number, seed: number) {
    this.#cluster = cluster
    this.#meanGapMs = MS_PER_HOUR / perHour
    this.#rng = new Rng(seed)
  }

  start(): void {
    if (Number.isFinite(this.#meanGapMs)) this.#schedule()
  }

  #schedule(): void {
    const { sim } = this.#cluster
    const gapMs = -this.#meanGapMs * ln(1 - unit(() => this.#rng.next()))
    sim.at(sim.now + gapMs, () => this.#change())
  }

  #change(): void {
    const { sim, live, settled } = this.#cluster
    if (settled.length <= LEAST_SETTLED) return sim.at(sim.now + WAIT_MS, () => this.#change())
    const place = this.#anyOf(live)
    if (this.#gone++ % 2 === 0) this.#cluster.leave(place)
    else this.#cluster.die(place, 'host')
    sim.at(sim.now + VACANT_MS, () => this.#cluster.vacate(place))
    sim.at(sim.now, () => this.#arrive())
    this.#schedule()
  }

  #arrive(): void {
    const { sim, live } = this.#cluster
    if (!this.#cluster.join(this.#anyOf(live))) sim.at(sim.now + WAIT_MS, () => this.#arrive())
  }

  #anyOf(places: readonly number[]): number {
    return places[below(() => this.#rng.next(), places.length)] as number
  }
}
