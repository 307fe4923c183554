import { decodeTags } from '../codec/index.ts'
import type { AddressBook } from '../core/address-book.ts'
import type { Membership, PlaneStates } from '../core/ports.ts'
import type { PeerId } from '../core/env.ts'
import type { SerfMember } from '../membership/serf/events.ts'
import type { Serf } from '../membership/serf/serf.ts'
import type { Member, MemberStatus } from './api.ts'

/** Members as users see them: frozen, and the same object for as long as nothing has changed. */
export class MemberViews {
  readonly #serf: Serf
  readonly #swim: Membership & PlaneSource
  readonly #book: AddressBook
  readonly #views = new Map<string, { readonly member: Member; readonly meta: Uint8Array }>()

  constructor(serf: Serf, swim: Membership & PlaneSource, book: AddressBook) {
    this.#serf = serf
    this.#swim = swim
    this.#book = book
  }

  /** Every member, this node included, by name. */
  all(): readonly Member[] {
    const members = [...this.#serf.members()].map((row) => this.of(row))
    return members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  }

  find(name: string): Member | undefined {
    const row = this.#serf.member(name)
    return row === undefined ? undefined : this.of(row)
  }

  of(row: SerfMember): Member {
    const known = this.#views.get(row.node)
    const address = this.#book.describe(row.peer)
    const live = this.#swim.find(row.node)
    const status: MemberStatus = row.status === 'alive' && live?.state === 'suspect' ? 'suspect' : row.status
    const incarnation = live?.incarnation ?? row.incarnation
    const planes = this.#swim.planesTo(row.peer)
    const old = known?.member
    const isSame =
      old !== undefined &&
      known?.meta === row.meta &&
      old.status === status &&
      old.address === address &&
      old.incarnation === incarnation &&
      old.statusLtime === row.statusLtime &&
      old.versions === row.versions &&
      old.planes.datagram === planes.datagram &&
      old.planes.stream === planes.stream
    if (isSame) return old
    const member: Member = Object.freeze({
      name: row.node,
      address,
      host: this.#book.hostOf(row.peer),
      port: Number(address.slice(address.lastIndexOf(':') + 1)),
      status,
      tags: Object.freeze(readTags(row.meta)),
      incarnation,
      versions: row.versions,
      statusLtime: row.statusLtime,
      planes: Object.freeze(planes),
      self: row.node === this.#swim.node,
    })
    this.#views.set(row.node, { member, meta: row.meta })
    return member
  }

  forget(name: string): void {
    this.#views.delete(name)
  }
}

/** Who knows the ways to peers. */
export interface PlaneSource {
  planesTo(peer: PeerId): PlaneStates
}

/** Meta comes from the network; what is not tags shows as none. */
function readTags(meta: Uint8Array): Record<string, string> {
  try {
    return decodeTags(meta)
  } catch {
    return {}
  }
}
