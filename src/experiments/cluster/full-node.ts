import { unit } from '../../base/rng.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { Event } from '../../core/event.ts'
import type { Layer } from '../../core/layer.ts'
import type { Membership } from '../../core/ports.ts'
import { Stack } from '../../core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../core/tags.ts'
import { SERF_DEFAULTS } from '../../membership/serf/options.ts'
import { Serf } from '../../membership/serf/serf.ts'
import { type SwimOptions, swimOptions } from '../../membership/swim/options.ts'
import { Swim } from '../../membership/swim/swim.ts'
import type { MakeLayer } from '../../sim/index.ts'

/** A node's layers, in reach of whoever watches the simulation. */
export interface SimStack extends Layer {
  readonly swim: Swim
  readonly serf: Serf
}

/** Makes the layers of a node as it ships, SWIM and Serf's part, with the first nodes as everybody's seeds. */
export function nodeMaker(overrides: Partial<SwimOptions> = {}): MakeLayer {
  const options = swimOptions('lan', overrides)
  return (env) => {
    const stack = new Stack(env)
    const swim = stack.add(SWIM_TAGS, (own) => new Swim(own, options, { node: nodeName(env.self) }))
    const serf = stack.add(SERF_TAGS, (own) => new Serf(own, swim, SERF_DEFAULTS))
    stack.add({}, (own) => new SeedTrier(own, swim, serf))
    return Object.assign(stack, { swim, serf })
  }
}

/** The name of the node behind a peer. */
export function nodeName(peer: number): string {
  return `n${peer}`
}

/** What the real node's rejoiner does: alone it tries its seeds, later it joins those that are not members. */
class SeedTrier implements Layer {
  readonly #env: Env
  readonly #membership: Membership
  readonly #serf: Serf

  constructor(env: Env, membership: Membership, serf: Serf) {
    this.#env = env
    this.#membership = membership
    this.#serf = serf
  }

  start(): void {
    this.onTimer()
  }

  onTimer(): void {
    const isAlone = this.#membership.liveCount <= 1
    for (let seed = 0; seed < SEEDS; seed++) if (this.#isWanted(seed as PeerId)) this.#serf.join(seed as PeerId)
    this.#env.setTimer((isAlone ? 2000 : 30_000) * (0.75 + unit(() => this.#env.random()) / 2), 0, 0)
  }

  onMessage(): void {}
  onEvent(_event: Event): void {}

  #isWanted(seed: PeerId): boolean {
    const member = this.#membership.find(nodeName(seed))
    const isLive = member?.state === 'alive' || member?.state === 'suspect'
    return seed !== this.#env.self && !isLive
  }
}

/** The first nodes are everybody's seeds. */
const SEEDS = 3
