import { unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership } from '../../core/ports.ts'
import type { Serf } from './serf.ts'

/** The least and the greatest time between two attempts, ms; each is drawn uniformly between them. */
export type Pause = readonly [least: number, most: number]

/** Whom a node joins, and how often it tries. */
export interface Joining {
  /** Peers that others join too; the node itself may be among them. */
  readonly seeds: readonly PeerId[]
  /** Between attempts while no other live member is known. */
  readonly alone: Pause
  /** Between looks at the seeds afterwards; left out, it never looks again. */
  readonly later?: Pause
}

/**
 * Joins seeds that are no live members: alone, and now and then later, so that clusters that began apart become one. It
 * stands in for the rejoiner of the real node (src/node/rejoiner.ts) where peers are known and there are no addresses to
 * look up: in the simulator.
 */
export class SeedJoiner implements Layer {
  readonly #env: Env
  readonly #membership: Membership
  readonly #serf: Pick<Serf, 'join'>
  readonly #joining: Joining
  /** The seeds but for this node. */
  readonly #others: readonly PeerId[]
  readonly #nameOf: (peer: PeerId) => string

  /** @param nameOf the name by which the membership knows a seed */
  constructor(
    env: Env,
    membership: Membership,
    serf: Pick<Serf, 'join'>,
    joining: Joining,
    nameOf: (peer: PeerId) => string,
  ) {
    this.#env = env
    this.#membership = membership
    this.#serf = serf
    this.#joining = joining
    this.#others = joining.seeds.filter((seed) => seed !== env.self)
    this.#nameOf = nameOf
  }

  /** The only seed has nobody to join: others come to it. */
  start(): void {
    if (this.#others.length > 0) this.onTimer()
  }

  onTimer(): void {
    const { alone, later } = this.#joining
    const pause = this.#membership.liveCount <= 1 ? alone : later
    if (pause === undefined) return
    for (const seed of this.#others) if (!this.#isLive(seed)) this.#serf.join(seed)
    const [least, most] = pause
    this.#env.setTimer(least + (most - least) * unit(() => this.#env.random()), 0, 0)
  }

  onMessage(): void {}
  onEvent(): void {}

  #isLive(seed: PeerId): boolean {
    const state = this.#membership.find(this.#nameOf(seed))?.state
    return state === 'alive' || state === 'suspect'
  }
}
