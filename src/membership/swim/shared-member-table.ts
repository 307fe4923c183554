import { below } from '../../base/rng.ts'
import { Permutation } from '../../base/permutation.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { type Members, NO_ROW, type Row } from './members.ts'
import type { MemberState, Versions } from './messages.ts'
import { changedViews } from './shared-views.ts'
import type { Suspicion } from './suspicion.ts'

/** What all nodes of a simulated cluster know when it begins: every member, alive. */
export class MemberBase {
  readonly views: readonly MemberView[]
  readonly #rows = new Map<string, Row>()

  /** @throws RangeError if two members have the same name, or one is not alive */
  constructor(views: readonly MemberView[]) {
    this.views = views.map((view) => Object.freeze({ ...view }))
    for (const [row, { node, state }] of views.entries()) {
      if (this.#rows.has(node)) throw new RangeError(`two members are called ${node}`)
      if (state !== 'alive') throw new RangeError(`${node} is ${state}, but a cluster begins with live members`)
      this.#rows.set(node, row)
    }
  }

  find(node: string): Row {
    return this.#rows.get(node) ?? NO_ROW
  }
}

/** What one node knows of a member otherwise than the base has it. */
interface OwnRow {
  node: string
  peer: PeerId
  meta: Uint8Array
  versions: Versions
  incarnation: number
  state: MemberState
  changedAt: number
  suspicion: Suspicion | undefined
  /** Until something changes. */
  view: MemberView | undefined
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
  /** Copies on write, and rows beyond the base; null for who was forgotten. Made when it is needed. */
  #own: Map<Row, OwnRow | null> | undefined
  /** Names of rows that the base does not have. */
  readonly #added = new Map<string, Row>()
  #rowCount: number
  #size: number
  #live: number
  #alive: number
  #order: Permutation | undefined
  #cursor = 0

  constructor(base: MemberBase) {
    this.#base = base
    this.#rowCount = base.views.length
    this.#size = base.views.length
    this.#live = base.views.length
    this.#alive = base.views.length
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
    if (this.#own === undefined) return row
    if (row !== NO_ROW && !this.#isForgotten(row)) return row
    return this.#added.get(node) ?? NO_ROW
  }

  findPeer(peer: PeerId): Row {
    for (const row of this.rows()) if (this.peer(row) === peer) return row
    return NO_ROW
  }

  *rows(): Iterable<Row> {
    for (let row = 0; row < this.#rowCount; row++) if (!this.#isForgotten(row)) yield row
  }

  views(): readonly MemberView[] {
    if (this.#own === undefined) return this.#base.views
    const { views } = this.#base
    const isOfBase = this.#size === this.#rowCount && this.#rowCount === views.length // none forgotten, none new
    if (!isOfBase) return [...this.rows()].map((row) => this.view(row))
    return changedViews(views, this.#own.keys(), (row) => this.view(row))
  }

  add(node: string, peer: PeerId): Row {
    const known = this.#base.find(node)
    const row = known === NO_ROW ? this.#rowCount++ : known // forgotten before, else it would have been found
    if (known === NO_ROW) this.#added.set(node, row)
    this.#ownRows().set(row, { ...UNKNOWN, node, peer })
    this.#size++
    return row
  }

  removeWhere(gone: (row: Row) => boolean): void {
    for (const [row, own] of this.#own ?? []) {
      if (own === null || this.isLive(row) || !gone(row)) continue
      this.#own?.set(row, null)
      this.#added.delete(own.node)
      this.#size--
    }
  }

  next(): Row {
    while (this.#cursor < this.#rowCount) {
      const place = this.#cursor++
      const row = this.#order !== undefined && place < this.#order.size ? this.#order.at(place) : place
      if (!this.#isForgotten(row)) return row
    }
    return NO_ROW
  }

  shuffle(random: () => number): void {
    this.#order = new Permutation(this.#rowCount, random)
    this.#cursor = 0
  }

  sample(count: number, random: () => number, fits: (row: Row) => boolean): Row[] {
    const rows: Row[] = []
    for (let tries = 3 * this.#rowCount; tries > 0 && rows.length < count; tries--) {
      const row = below(random, this.#rowCount)
      if (!this.#isForgotten(row) && fits(row) && !rows.includes(row)) rows.push(row)
    }
    return rows
  }

  node(row: Row): string {
    return this.#at(row).node
  }

  peer(row: Row): PeerId {
    return this.#at(row).peer
  }

  setPeer(row: Row, peer: PeerId): void {
    this.#change(row).peer = peer
  }

  meta(row: Row): Uint8Array {
    return this.#at(row).meta
  }

  setMeta(row: Row, meta: Uint8Array): void {
    this.#change(row).meta = meta
  }

  versions(row: Row): Versions {
    return this.#at(row).versions
  }

  setVersions(row: Row, versions: Versions): void {
    this.#change(row).versions = versions
  }

  greatestVersion(row: Row): number {
    return this.#at(row).versions[1] ?? 0
  }

  incarnation(row: Row): number {
    return this.#at(row).incarnation
  }

  setIncarnation(row: Row, incarnation: number): void {
    this.#change(row).incarnation = incarnation
  }

  state(row: Row): MemberState {
    return this.#at(row).state
  }

  setState(row: Row, state: MemberState, now: number): void {
    const own = this.#change(row)
    this.#live += Number(isLive(state)) - Number(isLive(own.state))
    this.#alive += Number(state === 'alive') - Number(own.state === 'alive')
    own.state = state
    own.changedAt = now
  }

  isLive(row: Row): boolean {
    return isLive(this.#at(row).state)
  }

  isAlive(row: Row): boolean {
    return this.#at(row).state === 'alive'
  }

  /** A member that is as the base has it was alive from the beginning. */
  changedAt(row: Row): number {
    return this.#ownAt(row)?.changedAt ?? 0
  }

  suspicion(row: Row): Suspicion | undefined {
    return this.#ownAt(row)?.suspicion
  }

  setSuspicion(row: Row, suspicion: Suspicion | undefined): void {
    this.#change(row).suspicion = suspicion
  }

  view(row: Row): MemberView {
    const own = this.#ownAt(row)
    if (own === undefined) return this.#base.views[row] as MemberView
    const { node, peer, meta, versions, incarnation, state } = own
    own.view ??= { node, peer, meta, versions, incarnation, state }
    return own.view
  }

  #ownAt(row: Row): OwnRow | undefined {
    return this.#own?.get(row) ?? undefined
  }

  #isForgotten(row: Row): boolean {
    return this.#own?.get(row) === null
  }

  #ownRows(): Map<Row, OwnRow | null> {
    this.#own ??= new Map()
    return this.#own
  }

  #at(row: Row): OwnRow | MemberView {
    return this.#ownAt(row) ?? this.#base.views[row] ?? UNKNOWN
  }

  /** The row, ready to be changed. */
  #change(row: Row): OwnRow {
    let own = this.#ownAt(row)
    if (own === undefined) {
      own = { ...UNKNOWN, ...(this.#base.views[row] as MemberView) }
      this.#ownRows().set(row, own)
    }
    own.view = undefined
    return own
  }
}

function isLive(state: MemberState): boolean {
  return state === 'alive' || state === 'suspect'
}

const UNKNOWN: OwnRow = {
  node: '',
  peer: 0 as PeerId,
  meta: new Uint8Array(0),
  versions: [],
  incarnation: 0,
  state: 'dead',
  changedAt: 0,
  suspicion: undefined,
  view: undefined,
}
