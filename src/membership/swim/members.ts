import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import type { MemberState, Versions } from './messages.ts'
import type { Suspicion } from './suspicion.ts'

/** A row of a member table; valid until the member is removed. */
export type Row = number

/** No such member. */
export const NO_ROW: Row = -1

/**
 * Every member that a node knows, itself included. A node of its own has a {@link MemberTable}; the nodes of a large
 * simulation share what is the same for all of them (shared-member-table.ts).
 */
export interface Members {
  /** Members in any state. */
  readonly size: number
  /** Members that are alive or suspected. */
  readonly live: number
  /** Members that are alive and not suspected. */
  readonly alive: number
  find(node: string): Row
  /** The first row of a peer; takes time. */
  findPeer(peer: PeerId): Row
  /** Every row, in no particular order. */
  rows(): Iterable<Row>
  /** Every member as {@link view} gives it; the array stays as it is. */
  views(): readonly MemberView[]
  /** Adds a member in state dead, incarnation 0: every accepted alive raises it. */
  add(node: string, peer: PeerId, random: () => number): Row
  /** Forgets the members that `gone` is true of; it is not asked of those that are live. */
  removeWhere(gone: (row: Row) => boolean): void
  /** The next row in probing order; {@link NO_ROW} when every row has had its turn. */
  next(): Row
  /** Begins anew, in another random order. */
  shuffle(random: () => number): void
  /** Up to `count` distinct random rows that `fits` is true of. */
  sample(count: number, random: () => number, fits: (row: Row) => boolean): Row[]
  node(row: Row): string
  peer(row: Row): PeerId
  setPeer(row: Row, peer: PeerId): void
  meta(row: Row): Uint8Array
  setMeta(row: Row, meta: Uint8Array): void
  versions(row: Row): Versions
  setVersions(row: Row, versions: Versions): void
  /** The greatest memberlist version that the member understands; 0 if it did not say. */
  greatestVersion(row: Row): number
  incarnation(row: Row): number
  setIncarnation(row: Row, incarnation: number): void
  state(row: Row): MemberState
  /** Changes the state and stamps the time. */
  setState(row: Row, state: MemberState, now: number): void
  /** Alive or only suspected. */
  isLive(row: Row): boolean
  /** Live, and not in a later incarnation: whether an accusation of this one says anything. */
  isLiveUpTo(row: Row, incarnation: number): boolean
  isAlive(row: Row): boolean
  /** When the state changed last, ms of the node's clock. */
  changedAt(row: Row): number
  suspicion(row: Row): Suspicion | undefined
  setSuspicion(row: Row, suspicion: Suspicion | undefined): void
  /** The row as an object that stays as it is. */
  view(row: Row): MemberView
}
