import { below } from '../../base/rng.ts'
import { Permutation } from '../../base/permutation.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import type { MemberBase } from './member-base.ts'
import { type Members, NO_ROW, type Row } from './members.ts'
import { MEMBER_STATES, type MemberState, type Versions } from './messages.ts'
import { RowChanges } from './row-changes.ts'
import { changedViews } from './shared-views.ts'
import type { Suspicion } from './suspicion.ts'

/** What seldom changes in a member: of those of whom it did, and of those whom the base does not have. */
interface Identity {
  peer: PeerId
  meta: Uint8Array
  versions: Versions
}

/**
 * One node's view of a cluster in which nearly all nodes know nearly the same: a base that all share, and what differs
 * from it. So 10^5 nodes with full tables take megabytes instead of the hundred gigabytes of as many tables, and what
 * they read most often stays in the cache.
 *
 * Where it differs from {@link MemberTable}: the probing order is computed, not stored (a random permutation in which
 * who is new is probed at the end of the turn).
 */
export class SharedMemberTable implements Members {
  readonly #base: MemberBase
  // Each of these is made when it is needed.
  #changes: RowChanges | undefined
  #suspicions: Map<Row, Suspicion> | undefined
  #identities: Map<Row, Identity> | undefined
  #order: Permutation | undefined
  #cursor = 0
  #size: number
  #live: number
  #alive: number
  /** Members that the base does not have. */
  #strangers = 0

  constructor(base: MemberBase) {
    this.#base = base
    this.#size = base.size
    this.#live = base.size
    this.#alive = base.size
  }

  get size(): number {
    return this.#size
  }

  get live(): number {
    return this.#live
  }

  get alive(): number {
    return this.#alive
  }

  find(node: string): Row {
    const row = this.#base.find(node)
    return this.#isKnown(row) ? row : NO_ROW
  }

  findPeer(peer: PeerId): Row {
    for (const row of this.rows()) if (this.peer(row) === peer) return row
    return NO_ROW
  }

  *rows(): Iterable<Row> {
    for (let row = 0; row < this.#base.rowCount; row++) if (this.#isKnown(row)) yield row
  }

  views(): readonly MemberView[] {
    if (this.#changes === undefined) return this.#base.views
    const isOfBase = this.#strangers === 0 && this.#size === this.#base.size // none new, none forgotten
    if (!isOfBase) return [...this.rows()].map((row) => this.view(row))
    return changedViews(this.#base.views, this.#changedRows(), (row) => this.view(row))
  }

  add(node: string, peer: PeerId): Row {
    const row = this.#base.rowFor(node)
    this.#ownChanges().set(this.#base.slotFor(row), DEAD, 0, 0)
    this.#ownIdentities().set(row, { peer, meta: NOTHING, versions: NO_VERSIONS })
    this.#size++
    if (row >= this.#base.size) this.#strangers++
    return row
  }

  removeWhere(gone: (row: Row) => boolean): void {
    for (const row of this.#changedRows()) {
      if (this.isLive(row) || !gone(row)) continue
      const isOfBase = row < this.#base.size
      this.#ownChanges().set(this.#base.slotOf(row), isOfBase ? FORGOTTEN : AS_BASE, 0, 0)
      this.#identities?.delete(row)
      this.#suspicions?.delete(row)
      this.#size--
      if (!isOfBase) this.#strangers--
    }
  }

  next(): Row {
    while (this.#cursor < this.#base.rowCount) {
      const place = this.#cursor++
      const row = this.#order !== undefined && place < this.#order.size ? this.#order.at(place) : place
      if (this.#isKnown(row)) return row
    }
    return NO_ROW
  }

  shuffle(random: () => number): void {
    this.#order = new Permutation(this.#base.rowCount, random)
    this.#cursor = 0
  }

  sample(count: number, random: () => number, fits: (row: Row) => boolean): Row[] {
    const rows: Row[] = []
    for (let tries = 3 * this.#base.rowCount; tries > 0 && rows.length < count; tries--) {
      const row = below(random, this.#base.rowCount)
      if (this.#isKnown(row) && fits(row) && !rows.includes(row)) rows.push(row)
    }
    return rows
  }

  node(row: Row): string {
    return this.#isKnown(row) ? this.#base.name(row) : ''
  }

  peer(row: Row): PeerId {
    return this.#identities?.get(row)?.peer ?? this.#base.peer(row)
  }

  setPeer(row: Row, peer: PeerId): void {
    if (peer !== this.peer(row)) this.#changeIdentity(row).peer = peer
  }

  meta(row: Row): Uint8Array {
    return this.#identityOf(row).meta
  }

  setMeta(row: Row, meta: Uint8Array): void {
    if (meta !== this.meta(row)) this.#changeIdentity(row).meta = meta
  }

  versions(row: Row): Versions {
    return this.#identityOf(row).versions
  }

  setVersions(row: Row, versions: Versions): void {
    if (versions !== this.versions(row)) this.#changeIdentity(row).versions = versions
  }

  greatestVersion(row: Row): number {
    const own = this.#identities?.get(row)
    return own === undefined ? this.#base.greatestVersion(row) : (own.versions[1] ?? 0)
  }

  incarnation(row: Row): number {
    const slot = this.#base.slotOf(row)
    return this.#codeAt(slot) === AS_BASE ? this.#base.incarnation(row) : this.#ownChanges().incarnation(slot)
  }

  setIncarnation(row: Row, incarnation: number): void {
    if (incarnation === this.incarnation(row)) return
    const slot = this.#base.slotFor(row)
    this.#ownChanges().set(slot, this.#codeAt(slot) || ALIVE, incarnation, this.changedAt(row))
  }

  state(row: Row): MemberState {
    return this.isAlive(row) ? 'alive' : (MEMBER_STATES[this.#codeOf(row) - 1] ?? 'dead')
  }

  setState(row: Row, state: MemberState, now: number): void {
    this.#count(row, -1)
    const incarnation = this.incarnation(row)
    this.#ownChanges().set(this.#base.slotFor(row), codeOfState(state), incarnation, now)
    this.#count(row, 1)
  }

  isLive(row: Row): boolean {
    const code = this.#codeOf(row)
    return code === AS_BASE ? this.#isOfBase(row) : code < DEAD
  }

  isLiveUpTo(row: Row, incarnation: number): boolean {
    const slot = this.#base.slotOf(row)
    const code = this.#codeAt(slot)
    if (code === AS_BASE) return this.#isOfBase(row) && this.#base.incarnation(row) <= incarnation
    return code < DEAD && this.#ownChanges().incarnation(slot) <= incarnation
  }

  isAlive(row: Row): boolean {
    const code = this.#codeOf(row)
    return code === AS_BASE ? this.#isOfBase(row) : code === ALIVE
  }

  /** A member that is as the base has it was alive from the beginning. */
  changedAt(row: Row): number {
    return this.#changes?.changedAt(this.#base.slotOf(row)) ?? 0
  }

  suspicion(row: Row): Suspicion | undefined {
    return this.#suspicions?.get(row)
  }

  setSuspicion(row: Row, suspicion: Suspicion | undefined): void {
    if (suspicion === undefined) this.#suspicions?.delete(row)
    else {
      this.#suspicions ??= new Map()
      this.#suspicions.set(row, suspicion)
    }
  }

  view(row: Row): MemberView {
    const slot = this.#base.slotOf(row)
    const code = this.#codeAt(slot)
    const own = this.#identities?.get(row)
    if (code === AS_BASE && own === undefined) return this.#base.views[row] as MemberView
    const [incarnation, state] = [this.incarnation(row), this.state(row)]
    if (own === undefined) return this.#base.viewWith(row, incarnation, state, slot * CODES + code)
    return { node: this.node(row), ...own, incarnation, state }
  }

  #codeAt(slot: number): number {
    return this.#changes?.code(slot) ?? AS_BASE
  }

  #codeOf(row: Row): number {
    return this.#changes === undefined ? AS_BASE : this.#changes.code(this.#base.slotOf(row))
  }

  #isOfBase(row: Row): boolean {
    return row >= 0 && row < this.#base.size
  }

  #isKnown(row: Row): boolean {
    const code = this.#codeOf(row)
    return code === AS_BASE ? this.#isOfBase(row) : code !== FORGOTTEN
  }

  *#changedRows(): Iterable<Row> {
    const changes = this.#changes
    if (changes === undefined) return
    for (let slot = 0; slot < changes.length; slot++) {
      const code = changes.code(slot)
      if (code !== AS_BASE && code !== FORGOTTEN) yield this.#base.rowAt(slot)
    }
  }

  #ownChanges(): RowChanges {
    this.#changes ??= new RowChanges()
    return this.#changes
  }

  #ownIdentities(): Map<Row, Identity> {
    this.#identities ??= new Map()
    return this.#identities
  }

  #identityOf(row: Row): Identity | MemberView {
    return this.#identities?.get(row) ?? (this.#base.views[row] as MemberView)
  }

  /** The identity, ready to be changed. */
  #changeIdentity(row: Row): Identity {
    const { peer, meta, versions } = this.#identityOf(row)
    const own = { peer, meta, versions }
    this.#ownIdentities().set(row, own)
    const slot = this.#base.slotFor(row)
    if (this.#codeAt(slot) === AS_BASE) this.#ownChanges().set(slot, ALIVE, this.#base.incarnation(row), 0)
    return own
  }

  #count(row: Row, by: 1 | -1): void {
    if (this.isLive(row)) this.#live += by
    if (this.isAlive(row)) this.#alive += by
  }
}

/** What a node's own column says of a row: nothing, a state's number and one, or that it has forgotten the member. */
const AS_BASE = 0
const ALIVE = codeOfState('alive')
const DEAD = codeOfState('dead')
const FORGOTTEN = MEMBER_STATES.length + 1
const CODES = FORGOTTEN + 1

function codeOfState(state: MemberState): number {
  return MEMBER_STATES.indexOf(state) + 1
}

const NOTHING = new Uint8Array(0)
const NO_VERSIONS: Versions = []
