import { Column } from '../../base/columns.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { NO_ROW, type Row } from './members.ts'
import type { MemberState } from './messages.ts'

/**
 * What all nodes of a simulated cluster know when it begins: every member, alive. It also numbers what they find out
 * later, so that each node can keep its own knowledge in columns: members that are new have rows behind the base's, and
 * each row that somebody has changed has a slot, the same for all. News reaches everybody, so slots are filled densely.
 */
export class MemberBase {
  readonly views: readonly MemberView[]
  readonly #names: string[]
  readonly #rows = new Map<string, Row>()
  /** What is asked for most often of `views`, close together. */
  readonly #peers: Int32Array
  readonly #incarnations: Uint32Array
  readonly #greatestVersions: Uint8Array
  readonly #slots = new Column((n) => new Int32Array(n))
  readonly #slotRows: Row[] = []
  /** By slot and state: the last view made of it, as most nodes need the same. */
  readonly #lastViews: (MemberView | undefined)[] = []

  /** @throws RangeError if two members have the same name, or one is not alive */
  constructor(views: readonly MemberView[]) {
    this.views = views.map((view) => Object.freeze({ ...view }))
    this.#names = views.map(({ node }) => node)
    this.#peers = Int32Array.from(views, ({ peer }) => peer)
    this.#incarnations = Uint32Array.from(views, ({ incarnation }) => incarnation)
    this.#greatestVersions = Uint8Array.from(views, ({ versions }) => versions[1] ?? 0)
    for (const { node, state } of views) {
      if (this.#rows.has(node)) throw new RangeError(`two members are called ${node}`)
      if (state !== 'alive') throw new RangeError(`${node} is ${state}, but a cluster begins with live members`)
      this.#addRow(node)
    }
  }

  /** Members that everybody knows from the beginning; their rows come first. */
  get size(): number {
    return this.views.length
  }

  /** Rows in all, with those of members that only some know. */
  get rowCount(): number {
    return this.#slots.length
  }

  /** The row of a member that somebody knows. */
  find(node: string): Row {
    return this.#rows.get(node) ?? NO_ROW
  }

  /** The row of a member that perhaps nobody has known so far. */
  rowFor(node: string): Row {
    const known = this.find(node)
    if (known !== NO_ROW) return known
    this.#names.push(node)
    return this.#addRow(node)
  }

  name(row: Row): string {
    return this.#names[row] ?? ''
  }

  peer(row: Row): PeerId {
    return (this.#peers[row] ?? 0) as PeerId
  }

  incarnation(row: Row): number {
    return this.#incarnations[row] ?? 0
  }

  greatestVersion(row: Row): number {
    return this.#greatestVersions[row] ?? 0
  }

  /** The slot of a row that somebody has changed, or {@link NO_SLOT}. */
  slotOf(row: Row): number {
    return row < 0 ? NO_SLOT : this.#slots.get(row)
  }

  /** The slot of a row that is going to be changed. */
  slotFor(row: Row): number {
    const known = this.slotOf(row)
    if (known !== NO_SLOT) return known
    const slot = this.#slotRows.push(row) - 1
    this.#slots.set(row, slot)
    return slot
  }

  rowAt(slot: number): Row {
    return this.#slotRows[slot] as Row
  }

  /** A member of the base of which only incarnation and state have changed. @param place a number for slot and state */
  viewWith(row: Row, incarnation: number, state: MemberState, place: number): MemberView {
    const last = this.#lastViews[place]
    if (last?.incarnation === incarnation) return last
    const view = { ...(this.views[row] as MemberView), incarnation, state }
    this.#lastViews[place] = view
    return view
  }

  #addRow(node: string): Row {
    const row = this.#slots.length
    this.#rows.set(node, row)
    this.#slots.push(NO_SLOT)
    return row
  }
}

/** Nobody has changed the row. */
export const NO_SLOT = -1
