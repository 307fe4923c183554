import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Json } from '../json.ts'
import type { Workload, WorkloadContext } from '../workload.ts'
import { Counter } from './counter.ts'
import { GSet } from './g-set.ts'
import { TxnRwRegister } from './txn-rw-register.ts'

/** Workloads of several nodes; news of each reaches it at once, and the others when the test says so. */
class Nodes<W extends Workload> {
  readonly all: W[]
  readonly news: Json[] = []

  constructor(count: number, make: (context: WorkloadContext) => W) {
    this.all = Array.from({ length: count }, (_, i) =>
      make({
        life: `n${i}`,
        tell: (news) => {
          this.news.push(news)
          this.all[i]?.onNews(news)
        },
      }),
    )
  }

  /** Brings everything to everybody, by each node in an order of its own, some of it twice. */
  spread(orders: readonly (readonly number[])[]): void {
    for (const [i, node] of this.all.entries()) {
      const order = orders[i] ?? []
      const places = this.news.map((_, place) => place).sort((a, b) => (order[a] ?? 0) - (order[b] ?? 0))
      for (const place of [...places, ...places.slice(0, 3)]) node.onNews(this.news[place])
    }
  }

  read(field: string, request = { type: 'read' }): Json[] {
    return this.all.map((node) => node.request(request)[field] as Json)
  }
}

const NODES = 3
const orders = fc.array(fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), { minLength: NODES, maxLength: NODES })

describe('what is told', () => {
  it('makes counters agree on the sum, in any order and again', () => {
    const adds = fc.array(fc.tuple(fc.nat(NODES - 1), fc.integer({ min: -9, max: 9 })), { maxLength: 30 })
    fc.assert(
      fc.property(adds, orders, (list, order) => {
        const nodes = new Nodes(NODES, (context) => new Counter(context, true))
        for (const [node, delta] of list) nodes.all[node]?.request({ type: 'add', delta })
        nodes.spread(order)
        const sum = list.reduce((total, [, delta]) => total + delta, 0)
        expect(nodes.read('value')).toEqual([sum, sum, sum])
      }),
    )
  })

  it('makes sets agree on the union', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(20)), { maxLength: 30 }), orders, (list, order) => {
        const nodes = new Nodes(NODES, (context) => new GSet(context))
        for (const [node, element] of list) nodes.all[node]?.request({ type: 'add', element })
        nodes.spread(order)
        const union = [...new Set(list.map(([, element]) => element))].sort((a, b) => a - b)
        for (const value of nodes.read('value')) expect([...(value as number[])].sort((a, b) => a - b)).toEqual(union)
      }),
    )
  })

  it('makes registers agree on one of the last writes', () => {
    const writes = fc.array(fc.tuple(fc.nat(NODES - 1), fc.nat(2), fc.nat(2)), { maxLength: 20 })
    const look = { type: 'txn', txn: [0, 1, 2].map((key) => ['r', key, null]) }
    fc.assert(
      fc.property(writes, orders, (list, order) => {
        const nodes = new Nodes(NODES, (context) => new TxnRwRegister(context))
        const written = new Set(['null'])
        for (const [i, [node, a, b]] of list.entries()) {
          const txn = [
            ['w', a, i],
            ['w', b, i],
          ]
          nodes.all[node]?.request({ type: 'txn', txn })
          written.add(String(i))
        }
        nodes.spread(order)
        const [first, ...others] = nodes.read('txn', look)
        for (const other of others) expect(other).toEqual(first)
        for (const [, , value] of first as [string, number, number | null][]) expect(written).toContain(String(value))
      }),
    )
  })
})

describe('transactions', () => {
  it('of which one has read the other win over it everywhere, whichever comes first', () => {
    for (const isReversed of [false, true]) {
      const nodes = new Nodes(3, (context) => new TxnRwRegister(context))
      const [a, b, c] = nodes.all as [TxnRwRegister, TxnRwRegister, TxnRwRegister]
      b.request({ type: 'txn', txn: [['w', 1, 'first']] })
      a.onNews(nodes.news[0])
      a.request({ type: 'txn', txn: [['w', 1, 'second']] })
      for (const news of isReversed ? nodes.news.toReversed() : nodes.news) c.onNews(news)
      expect(c.request({ type: 'txn', txn: [['r', 1, null]] })['txn']).toEqual([['r', 1, 'second']])
    }
  })

  it('read their own writes, and leave only the last of them behind', () => {
    const nodes = new Nodes(1, (context) => new TxnRwRegister(context))
    const txn = [
      ['r', 1, null],
      ['w', 1, 5],
      ['r', 1, null],
      ['w', 1, 6],
    ]
    expect(nodes.all[0]?.request({ type: 'txn', txn })['txn']).toEqual([
      ['r', 1, null],
      ['w', 1, 5],
      ['r', 1, 5],
      ['w', 1, 6],
    ])
    expect(nodes.news).toEqual([{ time: 1, life: 'n0', writes: [[1, 6]] }])
  })

  it('that only read tell nobody', () => {
    const nodes = new Nodes(1, (context) => new TxnRwRegister(context))
    nodes.all[0]?.request({ type: 'txn', txn: [['r', 1, null]] })
    expect(nodes.news).toEqual([])
  })
})

describe('news of another kind', () => {
  it('is left alone', () => {
    const context: WorkloadContext = { life: 'n0', tell: () => {} }
    for (const workload of [new Counter(context, true), new GSet(context)]) {
      const before = workload.request({ type: 'read' })
      for (const news of [null, 5, { life: 'x', plus: -1, minus: 0 }, { time: 'x' }]) workload.onNews(news)
      expect(workload.request({ type: 'read' })).toEqual(before)
    }
  })
})
