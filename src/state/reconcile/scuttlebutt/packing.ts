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
  if (isWhole) packDepth(packing, differing(replicas, digest, options.random))
  return { groups: packing.groups, isCut: !isWhole }
}

/** Scuttle-depth (section 3.2): who lacks most comes first, and whole. @returns whether everything fitted */
function packDepth(packing: Packing, lacks: Lack[]): boolean {
  lacks.sort((a, b) => b.updates.length - a.updates.length)
  return lacks.every((lack) => packing.open(lack) && lack.updates.every((update) => packing.add(lack, update)))
}

/** Scuttle-breadth (section 3.2): the oldest of each, then the second oldest of each, and so on. */
function packBreadth(packing: Packing, lacks: readonly Lack[]): boolean {
  const most = lacks.reduce((greatest, { updates }) => Math.max(greatest, updates.length), 0)
  for (let rank = 0; rank < Math.max(1, most); rank++) {
    for (const lack of lacks) {
      const update = lack.updates[rank]
      const fits = (rank > 0 || packing.open(lack)) && (update === undefined || packing.add(lack, update))
      if (!fits) return false
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
 * and if it dies then, what replaced it comes to nobody. What fits of their mappings, from the first or from any.
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
  readonly #byLack = new Map<Lack, { readonly updates: Update[]; readonly headerSize: number }>()
  readonly #emptySize: number
  #size: number
  #hasUpdate = false

  constructor(options: PackingOptions) {
    this.#options = options
    this.#emptySize = this.#sizeWith([])
    this.#size = this.#emptySize
  }

  /** Begins a participant's group. @returns false if it does not fit */
  open(lack: Lack): boolean {
    const group = { peer: lack.peer, life: lack.life, base: lack.base, updates: [] }
    const headerSize = this.#sizeWith([group]) - this.#emptySize
    if (this.#size + headerSize > this.#options.limit && this.groups.length > 0) return false
    this.#size += headerSize
    this.groups.push(group)
    this.#byLack.set(lack, { updates: group.updates, headerSize })
    return true
  }

  /** Adds the next update to a group that was begun. @returns false if it does not fit */
  add(lack: Lack, update: Update): boolean {
    const opened = this.#byLack.get(lack)
    if (opened === undefined) return false
    const size = this.#sizeWith([{ ...lack, updates: [update] }]) - this.#emptySize - opened.headerSize
    if (this.#size + size > this.#options.limit && this.#hasUpdate) return false
    this.#size += size
    this.#hasUpdate = true
    opened.updates.push(update)
    return true
  }

  #sizeWith(groups: readonly DeltaGroup[]): number {
    return this.#options.sizeOf({ tag: SCUTTLEBUTT_TAGS.deltas, groups, gain: 0 })
  }
}
