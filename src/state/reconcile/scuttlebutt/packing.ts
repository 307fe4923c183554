import { below, shuffle } from '../../../base/rng.ts'
import type { PeerId } from '../../../core/env.ts'
import { SCUTTLEBUTT_TAGS } from '../../../core/tags.ts'
import type { DeltaGroup, DigestLine, ScuttlebuttDeltas, Update } from './messages.ts'
import type { DeltaOrdering } from './options.ts'
import type { Replica } from './replica.ts'

/** How updates are chosen when they do not all fit. */
export interface PackingOptions {
  readonly ordering: DeltaOrdering
  /** Bytes of the message. */
  readonly limit: number
  readonly sizeOf: (message: ScuttlebuttDeltas) => number
  readonly random: () => number
}

/** Updates for one peer, and whether some did not fit. */
export interface Packed {
  readonly groups: readonly DeltaGroup[]
  readonly isCut: boolean
}

/** What the other does not have of one participant. */
interface Lack {
  readonly peer: PeerId
  readonly life: number
  readonly base: number
  readonly updates: readonly Update[]
}

/** What whoever sent a digest does not have, of each participant the oldest first, as much as fits. */
export function packDeltas(
  replicas: Iterable<readonly [PeerId, Replica]>,
  digest: ReadonlyMap<PeerId, DigestLine>,
  options: PackingOptions,
): Packed {
  const lacks = lacksOf(replicas, digest)
  shuffle(lacks, options.random)
  const packing = new Packing(options)
  const isWhole = options.ordering === 'depth' ? packDepth(packing, lacks) : packBreadth(packing, lacks)
  if (isWhole) packInTurn(packing, differing(replicas, digest, options.random))
  return { groups: packing.groups, isCut: !isWhole }
}

/** Scuttle-depth (section 3.2): who lacks most comes first, and whole. @returns whether everything fitted */
function packDepth(packing: Packing, lacks: readonly Lack[]): boolean {
  return packInTurn(
    packing,
    [...lacks].sort((a, b) => b.updates.length - a.updates.length),
  )
}

/** One participant after the other, each whole. @returns whether everything fitted */
function packInTurn(packing: Packing, lacks: readonly Lack[]): boolean {
  return lacks.every((lack) =>
    lack.updates.length === 0 ? packing.announce(lack) : lack.updates.every((update) => packing.add(lack, update)),
  )
}

/** Scuttle-breadth (section 3.2): the oldest of each, then the second oldest of each, and so on. */
function packBreadth(packing: Packing, lacks: readonly Lack[]): boolean {
  const most = lacks.reduce((greatest, { updates }) => Math.max(greatest, updates.length), 0)
  for (const lack of lacks) if (lack.updates.length === 0 && !packing.announce(lack)) return false
  for (let rank = 0; rank < most; rank++) {
    for (const lack of lacks) {
      const update = lack.updates[rank]
      if (update !== undefined && !packing.add(lack, update)) return false
    }
  }
  return true
}

function lacksOf(replicas: Iterable<readonly [PeerId, Replica]>, digest: ReadonlyMap<PeerId, DigestLine>): Lack[] {
  const lacks: Lack[] = []
  for (const [peer, replica] of replicas) {
    const line = digest.get(peer)
    const { life } = replica
    if (line !== undefined && line.life > life) continue
    const isNewLife = line?.life !== life
    const base = isNewLife ? 0 : line.version
    const updates = replica.after(base)
    if (isNewLife || updates.length > 0) lacks.push({ peer, life, base, updates })
  }
  return lacks
}

/**
 * Who holds the same version as the other, and not the same map: a participant that replaces an update passes it over,
 * and if it dies then, what replaced it comes to nobody. What fits of their mappings, from the first or from any; in an
 * order by chance, for some cannot be made equal: a node that has forgotten a participant takes nothing of it.
 */
function differing(
  replicas: Iterable<readonly [PeerId, Replica]>,
  digest: ReadonlyMap<PeerId, DigestLine>,
  random: () => number,
): Lack[] {
  const lacks: Lack[] = []
  for (const [peer, replica] of replicas) {
    const line = digest.get(peer)
    if (line?.life !== replica.life || line.version !== replica.version || line.mark === replica.mark) continue
    const all = replica.current()
    const updates = below(random, 2) === 0 ? all : all.slice(below(random, all.length))
    if (updates.length > 0) lacks.push({ peer, life: line.life, base: 0, updates })
  }
  shuffle(lacks, random)
  return lacks
}

/** A message that is being filled. The first update always fits: else a large one would stop everything after it. */
class Packing {
  readonly groups: (DeltaGroup & { readonly updates: Update[] })[] = []
  readonly #options: PackingOptions
  readonly #opened = new Map<Lack, Update[]>()
  readonly #emptySize: number
  #size: number

  constructor(options: PackingOptions) {
    this.#options = options
    this.#emptySize = this.#sizeWith([])
    this.#size = this.#emptySize
  }

  /** Says that a life has begun in which nothing was written. @returns false if that does not fit */
  announce(lack: Lack): boolean {
    return this.#fits(this.#groupSize(lack, [])) && this.#open(lack, [])
  }

  /** Adds a participant's next update. @returns false if it does not fit */
  add(lack: Lack, update: Update): boolean {
    const opened = this.#opened.get(lack)
    const whole = this.#groupSize(lack, [update])
    if (!this.#fits(opened === undefined ? whole : whole - this.#groupSize(lack, []))) return false
    if (opened === undefined) return this.#open(lack, [update])
    opened.push(update)
    return true
  }

  /** Takes the room, if there is any. */
  #fits(size: number): boolean {
    if (this.#size + size > this.#options.limit && this.groups.length > 0) return false
    this.#size += size
    return true
  }

  #open(lack: Lack, updates: Update[]): true {
    const { peer, life, base } = lack
    this.groups.push({ peer, life, base, updates })
    this.#opened.set(lack, updates)
    return true
  }

  #groupSize({ peer, life, base }: Lack, updates: readonly Update[]): number {
    return this.#sizeWith([{ peer, life, base, updates }]) - this.#emptySize
  }

  #sizeWith(groups: readonly DeltaGroup[]): number {
    return this.#options.sizeOf({ tag: SCUTTLEBUTT_TAGS.deltas, groups, gain: 0 })
  }
}
