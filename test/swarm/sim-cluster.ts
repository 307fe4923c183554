import { unit } from '../../src/base/rng.ts'
import { AddressBook } from '../../src/core/address-book.ts'
import type { Env, PeerId } from '../../src/core/env.ts'
import type { Event } from '../../src/core/event.ts'
import type { Layer } from '../../src/core/layer.ts'
import type { Membership } from '../../src/core/ports.ts'
import { Stack } from '../../src/core/stack.ts'
import { SERF_TAGS, SWIM_TAGS } from '../../src/core/tags.ts'
import { SERF_DEFAULTS } from '../../src/membership/serf/options.ts'
import { Serf } from '../../src/membership/serf/serf.ts'
import { type SwimOptions, swimOptions } from '../../src/membership/swim/options.ts'
import { Swim } from '../../src/membership/swim/swim.ts'
import type { MakeLayer } from '../../src/sim/index.ts'
import { VIRTUAL_PORT, virtualAddress, virtualWire } from '../../src/testing/virtual-wire.ts'

/** A node's layers, in reach of a test. */
export interface SimStack extends Layer {
  readonly swim: Swim
  readonly serf: Serf
}

/** Makes the layers of a full node, with the first nodes as its seeds. */
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

/** The real codec, over addresses whose ids are the indexes of the nodes. */
export function simWire(size: number): ReturnType<typeof virtualWire> {
  const book = new AddressBook()
  for (let i = 0; i < size; i++) book.pin(book.intern(virtualAddress(i), VIRTUAL_PORT))
  return virtualWire(book)
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
