import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import { MemberTable } from './member-table.ts'
import { type Members, NO_ROW, type Row } from './members.ts'
import { MEMBER_STATES } from './messages.ts'
import { MemberBase } from './member-base.ts'
import { SharedMemberTable } from './shared-member-table.ts'
import { SERF_VERSIONS } from './versions.ts'

const BASE = 12

function nameOf(index: number): string {
  return `n${index}`
}

function viewOf(index: number): MemberView {
  const meta = new Uint8Array(0)
  return { node: nameOf(index), peer: index as PeerId, meta, versions: SERF_VERSIONS, incarnation: 1, state: 'alive' }
}

const VIEWS = Array.from({ length: BASE }, (_, i) => viewOf(i))

function randomOf(seed: number): () => number {
  const rng = new Rng(seed)
  return () => rng.next()
}

/** The same members in a table of its own. */
function ownTable(): MemberTable {
  const table = new MemberTable()
  for (const { node, peer, meta, versions, incarnation } of VIEWS) {
    const row = table.add(node, peer, () => 0)
    table.setMeta(row, meta)
    table.setVersions(row, versions)
    table.setIncarnation(row, incarnation)
    table.setState(row, 'alive', 0)
  }
  return table
}

type Change = (table: Members) => void

/** Does something to a member, who is added if the table does not have it. */
function changeOf(index: number, change: (table: Members, row: Row) => void): Change {
  return (table) => {
    const known = table.find(nameOf(index))
    change(table, known === NO_ROW ? table.add(nameOf(index), index as PeerId, () => 0) : known)
  }
}

const INDEX = fc.nat(BASE + 3)
const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  fc
    .tuple(INDEX, fc.constantFrom(...MEMBER_STATES), fc.nat(100))
    .map(([index, state, at]) => changeOf(index, (table, row) => table.setState(row, state, at))),
  fc
    .tuple(INDEX, fc.nat(9))
    .map(([index, incarnation]) => changeOf(index, (table, row) => table.setIncarnation(row, incarnation))),
  fc
    .tuple(INDEX, fc.nat(99))
    .map(([index, peer]) => changeOf(index, (table, row) => table.setPeer(row, peer as PeerId))),
  fc
    .tuple(INDEX, fc.uint8Array({ maxLength: 2 }))
    .map(([index, meta]) => changeOf(index, (table, row) => table.setMeta(row, meta))),
  fc.nat(100).map(
    (since): Change =>
      (table) =>
        table.removeWhere((row) => table.changedAt(row) < since),
  ),
)

function contentOf(table: Members): unknown {
  const views = [...table.views()].sort((a, b) => (a.node < b.node ? -1 : 1))
  const rows = [...table.rows()]
  const found = views.map(({ node }) => table.view(table.find(node)))
  return { views, found, rows: rows.length, size: table.size, live: table.live, alive: table.alive }
}

/** Names in probing order, of one turn. */
function turnOf(table: Members): string[] {
  const names: string[] = []
  for (let row = table.next(); row !== NO_ROW; row = table.next()) names.push(table.node(row))
  return names
}

describe('a table over a shared base', () => {
  it('holds what a table of its own would, whatever happens to it', () => {
    fc.assert(
      fc.property(fc.array(CHANGE, { maxLength: 40 }), (changes) => {
        const [own, shared] = [ownTable(), new SharedMemberTable(new MemberBase(VIEWS))]
        for (const change of changes) {
          change(own)
          change(shared)
          expect(contentOf(shared)).toEqual(contentOf(own))
        }
      }),
    )
  })

  it('leaves the tables of others as they are', () => {
    const base = new MemberBase(VIEWS)
    const [one, other] = [new SharedMemberTable(base), new SharedMemberTable(base)]
    const before = contentOf(other)
    changeOf(3, (table, row) => table.setState(row, 'dead', 5))(one)
    changeOf(BASE + 1, (table, row) => table.setState(row, 'alive', 5))(one)
    one.removeWhere(() => true)
    expect(contentOf(other)).toEqual(before)
    expect(one.find(nameOf(3))).toBe(NO_ROW)
  })

  it('gives every member its turn once, in another order each time, and who is new at the end', () => {
    const table = new SharedMemberTable(new MemberBase(VIEWS))
    const orders = [1, 2, 3].map((seed) => {
      table.shuffle(randomOf(seed))
      return turnOf(table)
    })
    for (const order of orders) expect([...order].sort()).toEqual(VIEWS.map(({ node }) => node).sort())
    expect(new Set(orders.map(String)).size).toBe(3)
    table.shuffle(randomOf(4))
    changeOf(BASE, (members, row) => members.setState(row, 'alive', 0))(table)
    expect(turnOf(table).at(-1)).toBe(nameOf(BASE))
  })

  it('samples members that fit, each at most once', () => {
    const table = new SharedMemberTable(new MemberBase(VIEWS))
    changeOf(0, (members, row) => members.setState(row, 'dead', 0))(table)
    table.removeWhere(() => true)
    const random = randomOf(1)
    for (let i = 0; i < 100; i++) {
      const names = table.sample(4, random, (row) => table.peer(row) % 2 === 0).map((row) => table.node(row))
      expect(new Set(names).size).toBe(names.length)
      expect(names.every((name) => ['n2', 'n4', 'n6', 'n8', 'n10'].includes(name))).toBe(true)
    }
  })

  it('shares the very views as long as nothing differs', () => {
    const base = new MemberBase(VIEWS)
    expect(new SharedMemberTable(base).views()).toBe(new SharedMemberTable(base).views())
  })

  it('refuses a base with two members of one name, or with a dead one', () => {
    expect(() => new MemberBase([viewOf(1), viewOf(1)])).toThrow(/n1/)
    expect(() => new MemberBase([{ ...viewOf(1), state: 'dead' }])).toThrow(/n1 is dead/)
  })
})
