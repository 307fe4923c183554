import { utf8Length } from '../../../base/utf8.ts'
import type { PeerId } from '../../../core/env.ts'
import { isLife } from './life.ts'
import type { DeltaGroup, DigestLine, Update } from './messages.ts'
import type { ScuttlebuttNumbers } from './options.ts'
import { Replica } from './replica.ts'

/** Bounds of what is held. */
export type ReplicaLimits = Pick<
  ScuttlebuttNumbers,
  'mostParticipants' | 'mostKeys' | 'mostKeyBytes' | 'mostValueBytes' | 'mostBytes' | 'forgetAfterMs'
>

/** What a group has brought. */
export interface Taken {
  /** Whether it is a life that was not known. */
  readonly isNewLife: boolean
  readonly updates: readonly Update[]
}

/** What does not come in, by reason. */
export interface Refusals {
  /** Groups that begin after what is held: taking them would leave a gap. */
  gaps: number
  /** Groups and updates for which there is no room. */
  overfull: number
}

/** The maps of all participants, each complete up to a version, and all of them bounded. */
export class Replicas {
  readonly own: Replica
  readonly refusals: Refusals = { gaps: 0, overfull: 0 }
  readonly #self: PeerId
  readonly #limits: ReplicaLimits
  readonly #all = new Map<PeerId, Replica>()
  /** Since when participants are gone, the longest gone first. */
  readonly #goneAt = new Map<PeerId, number>()
  /** Gone for so long that their mappings were dropped. */
  readonly #forgotten = new Set<PeerId>()
  #bytes = 0

  constructor(self: PeerId, life: number, limits: ReplicaLimits) {
    this.#self = self
    this.#limits = limits
    this.own = new Replica(life)
    this.#all.set(self, this.own)
  }

  /** How many participants there are, this node included. */
  get size(): number {
    return this.#all.size
  }

  /** Bytes of keys and values of all. */
  get bytes(): number {
    return this.#bytes
  }

  /** The map of a participant; undefined if it is unknown or forgotten. */
  get(peer: PeerId): Replica | undefined {
    return this.#forgotten.has(peer) ? undefined : this.#all.get(peer)
  }

  /** Everybody whose map is held. */
  *[Symbol.iterator](): IterableIterator<readonly [PeerId, Replica]> {
    for (const entry of this.#all) if (!this.#forgotten.has(entry[0])) yield entry
  }

  /** What is held; of those who are forgotten, what was, so that nobody sends it again. */
  digest(): DigestLine[] {
    return Array.from(this.#all, ([peer, { life, version, mark }]) => ({ peer, life, version, mark }))
  }

  /** Takes what comes after what is held, and what is missing in it, as far as there is room. @returns undefined if the group brings nothing */
  take(group: DeltaGroup): Taken | undefined {
    if (group.peer === this.#self || !isLife(group.life)) return undefined
    const known = this.#all.get(group.peer)
    const isNewLife = known === undefined || group.life > known.life
    if (!isNewLife && (group.life < known.life || this.#forgotten.has(group.peer))) return undefined
    if (group.base > (isNewLife ? 0 : known.version)) {
      this.refusals.gaps++
      return undefined
    }
    const replica = isNewLife ? this.#begin(group.peer, group.life) : known
    return replica && { isNewLife, updates: this.#append(replica, group.updates) }
  }

  /** Writes an update of this node; whether there is room for it the caller has asked, maybe some time ago. */
  write(key: string, value: Uint8Array): void {
    this.#put(this.own, { key, value, version: this.own.version + 1 })
  }

  /**
   * Whether an update would stay within the bounds.
   * @param promised bytes for which room was promised already
   */
  hasRoomFor(replica: Replica, key: string, value: Uint8Array, promised = 0): boolean {
    const { mostKeys, mostKeyBytes, mostValueBytes, mostBytes } = this.#limits
    if (value.length > mostValueBytes || utf8Length(key) > mostKeyBytes) return false
    if (replica.size >= mostKeys && replica.get(key) === undefined) return false
    return this.#bytes + promised + replica.growth(key, value) <= mostBytes
  }

  /** Gives this node another life, with the same mappings, whose versions begin anew. */
  rebirth(life: number): void {
    const mappings = this.own.current()
    this.own.begin(life)
    for (const [i, { key, value }] of mappings.entries()) this.own.put({ key, value, version: i + 1 })
  }

  /** A participant is gone: it will be forgotten unless it comes back. */
  leave(peer: PeerId, now: number): void {
    if (this.#all.has(peer) && peer !== this.#self && !this.#goneAt.has(peer)) this.#goneAt.set(peer, now)
  }

  /** A participant is back; if its map was dropped it is to be told again. */
  comeBack(peer: PeerId): void {
    this.#goneAt.delete(peer)
    if (this.#forgotten.has(peer)) this.#remove(peer)
  }

  /** Drops the maps of those who have been gone for long enough, and later their lines. */
  sweep(now: number): void {
    const { forgetAfterMs } = this.#limits
    for (const [peer, goneAt] of this.#goneAt) {
      if (now - goneAt >= 2 * forgetAfterMs) this.#remove(peer)
      else if (now - goneAt >= forgetAfterMs) this.#forget(peer)
      else break
    }
  }

  #append(replica: Replica, updates: readonly Update[]): Update[] {
    const taken: Update[] = []
    let last = 0
    for (const update of updates) {
      if (!Number.isSafeInteger(update.version) || update.version <= last) break
      last = update.version
      if (last <= replica.version && !replica.lacks(update)) continue
      if (!this.hasRoomFor(replica, update.key, update.value)) {
        this.refusals.overfull++
        break // what comes after it would leave a gap
      }
      this.#put(replica, update)
      taken.push(update)
    }
    return taken
  }

  #put(replica: Replica, update: Update): void {
    this.#bytes -= replica.bytes
    if (update.version > replica.version) replica.put(update)
    else replica.fill(update)
    this.#bytes += replica.bytes
  }

  #begin(peer: PeerId, life: number): Replica | undefined {
    const known = this.#all.get(peer)
    if (known !== undefined) {
      this.#bytes -= known.bytes
      known.begin(life)
      this.#forgotten.delete(peer)
      return known
    }
    if (!this.#makeRoom()) {
      this.refusals.overfull++
      return undefined
    }
    const replica = new Replica(life)
    this.#all.set(peer, replica)
    return replica
  }

  #makeRoom(): boolean {
    if (this.#all.size < this.#limits.mostParticipants) return true
    const [longestGone] = this.#goneAt.keys()
    if (longestGone === undefined) return false
    this.#remove(longestGone)
    return true
  }

  #forget(peer: PeerId): void {
    const replica = this.#all.get(peer)
    if (replica === undefined || this.#forgotten.has(peer)) return
    this.#bytes -= replica.bytes
    replica.clear()
    this.#forgotten.add(peer)
  }

  #remove(peer: PeerId): void {
    this.#bytes -= this.#all.get(peer)?.bytes ?? 0
    this.#all.delete(peer)
    this.#goneAt.delete(peer)
    this.#forgotten.delete(peer)
  }
}
