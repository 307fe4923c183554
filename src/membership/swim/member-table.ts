import { Column } from '../../base/columns.ts'
import { below, shuffle } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { type Members, NO_ROW, type Row } from './members.ts'
import { MEMBER_STATES, type MemberState, type Versions } from './messages.ts'
import type { Suspicion } from './suspicion.ts'

/** A node's own table, in typed columns: 17 bytes of numbers a member. */
export class MemberTable implements Members {
  readonly #rows = new Map<string, Row>()
  readonly #nodes: string[] = []
  readonly #metas: Uint8Array[] = []
  readonly #versions: Versions[] = []
  readonly #suspicions: (Suspicion | undefined)[] = []
  readonly #peers = new Column((n) => new Int32Array(n))
  readonly #incarnations = new Column((n) => new Uint32Array(n))
  readonly #states = new Column((n) => new Uint8Array(n))
  readonly #changedAt = new Column((n) => new Float64Array(n))
  readonly #free: Row[] = []
  /** All rows in probing order: a permutation that is shuffled at each turn. */
  readonly #order: Row[] = []
  /** Where the turn stands. */
  #cursor = 0
  #live = 0
  #alive = 0

  get size(): number {
    return this.#order.length
  }

  get live(): number {
    return this.#live
  }

  get alive(): number {
    return this.#alive
  }

  find(node: string): Row {
    return this.#rows.get(node) ?? NO_ROW
  }

  findPeer(peer: PeerId): Row {
    return this.#order.find((row) => this.#peers.get(row) === peer) ?? NO_ROW
  }

  rows(): Iterable<Row> {
    return this.#order
  }

  views(): readonly MemberView[] {
    return this.#order.map((row) => this.view(row))
  }

  next(): Row {
    return this.#order[this.#cursor++] ?? NO_ROW
  }

  shuffle(random: () => number): void {
    shuffle(this.#order, random)
    this.#cursor = 0
  }

  /** The member is probed in this turn if its random place is still to come. */
  add(node: string, peer: PeerId, random: () => number): Row {
    const row = this.#free.pop() ?? this.#newRow()
    this.#rows.set(node, row)
    this.#nodes[row] = node
    this.#metas[row] = NOTHING
    this.#versions[row] = NO_VERSIONS
    this.#suspicions[row] = undefined
    this.#peers.set(row, peer)
    this.#incarnations.set(row, 0)
    this.#states.set(row, DEAD)
    this.#changedAt.set(row, 0)
    const place = below(random, this.#order.length + 1)
    this.#order.push(row)
    const last = this.#order.length - 1
    this.#order[last] = this.#order[place] as Row
    this.#order[place] = row
    return row
  }

  removeWhere(gone: (row: Row) => boolean): void {
    let kept = 0
    for (const row of this.#order) {
      if (!this.isLive(row) && gone(row)) this.#release(row)
      else this.#order[kept++] = row
    }
    this.#order.length = kept
  }

  node(row: Row): string {
    return this.#nodes[row] as string
  }

  peer(row: Row): PeerId {
    return this.#peers.get(row) as PeerId
  }

  setPeer(row: Row, peer: PeerId): void {
    this.#peers.set(row, peer)
  }

  meta(row: Row): Uint8Array {
    return this.#metas[row] as Uint8Array
  }

  setMeta(row: Row, meta: Uint8Array): void {
    this.#metas[row] = meta
  }

  versions(row: Row): Versions {
    return this.#versions[row] as Versions
  }

  setVersions(row: Row, versions: Versions): void {
    this.#versions[row] = versions
  }

  greatestVersion(row: Row): number {
    return this.#versions[row]?.[1] ?? 0
  }

  incarnation(row: Row): number {
    return this.#incarnations.get(row)
  }

  setIncarnation(row: Row, incarnation: number): void {
    this.#incarnations.set(row, incarnation)
  }

  state(row: Row): MemberState {
    return MEMBER_STATES[this.#states.get(row)] as MemberState
  }

  setState(row: Row, state: MemberState, now: number): void {
    this.#count(row, -1)
    this.#states.set(row, MEMBER_STATES.indexOf(state))
    this.#changedAt.set(row, now)
    this.#count(row, 1)
  }

  isLive(row: Row): boolean {
    return this.#states.get(row) < DEAD
  }

  isLiveUpTo(row: Row, incarnation: number): boolean {
    return this.isLive(row) && this.#incarnations.get(row) <= incarnation
  }

  isAlive(row: Row): boolean {
    return this.#states.get(row) === ALIVE
  }

  changedAt(row: Row): number {
    return this.#changedAt.get(row)
  }

  suspicion(row: Row): Suspicion | undefined {
    return this.#suspicions[row]
  }

  setSuspicion(row: Row, suspicion: Suspicion | undefined): void {
    this.#suspicions[row] = suspicion
  }

  view(row: Row): MemberView {
    return {
      node: this.node(row),
      peer: this.peer(row),
      meta: this.meta(row),
      versions: this.versions(row),
      incarnation: this.incarnation(row),
      state: this.state(row),
    }
  }

  sample(count: number, random: () => number, fits: (row: Row) => boolean): Row[] {
    return this.#order.length <= 4 * count
      ? this.#sampleFew(count, random, fits)
      : this.#sampleMany(count, random, fits)
  }

  #sampleFew(count: number, random: () => number, fits: (row: Row) => boolean): Row[] {
    const rows = this.#order.filter(fits)
    const picked = Math.min(count, rows.length)
    for (let i = 0; i < picked; i++) {
      const j = i + below(random, rows.length - i)
      const held = rows[i] as Row
      rows[i] = rows[j] as Row
      rows[j] = held
    }
    rows.length = picked
    return rows
  }

  /** Tries at random as memberlist does, at most 3n times: cheap, and few fit only when few are alive. */
  #sampleMany(count: number, random: () => number, fits: (row: Row) => boolean): Row[] {
    const rows: Row[] = []
    const n = this.#order.length
    for (let tries = 3 * n; tries > 0 && rows.length < count; tries--) {
      const row = this.#order[below(random, n)] as Row
      if (fits(row) && !rows.includes(row)) rows.push(row)
    }
    return rows
  }

  #count(row: Row, by: 1 | -1): void {
    if (this.isLive(row)) this.#live += by
    if (this.isAlive(row)) this.#alive += by
  }

  #newRow(): Row {
    const row = this.#nodes.length
    this.#peers.push(0)
    this.#incarnations.push(0)
    this.#states.push(DEAD)
    this.#changedAt.push(0)
    this.#nodes.push('')
    return row
  }

  #release(row: Row): void {
    this.#rows.delete(this.node(row))
    this.#nodes[row] = ''
    this.#metas[row] = NOTHING
    this.#suspicions[row] = undefined
    this.#free.push(row)
  }
}

const ALIVE = MEMBER_STATES.indexOf('alive')
const DEAD = MEMBER_STATES.indexOf('dead')
const NOTHING = new Uint8Array(0)
const NO_VERSIONS: Versions = []
