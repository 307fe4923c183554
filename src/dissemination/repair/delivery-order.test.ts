import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { type Arrival, DeliveryOrder, MOST_HELD } from './delivery-order.ts'
import type { PostRef } from './post.ts'
import { SenderLog } from './sender-log.ts'

/** What repair does to arrivals, in short. */
class Arrivals {
  readonly #logs = new Map<number, SenderLog>()

  post({ origin, sequence }: PostRef, after: readonly PostRef[] = []): Arrival {
    const log = this.#log(origin)
    log.add(sequence, 0)
    const post = { topic: '', author: '', origin, sequence, floor: 1, after, body: new Uint8Array(0) }
    return { type: 'post', post, from: 0 as PeerId, hops: 1, through: log.through }
  }

  gap(origin: number): Arrival {
    const log = this.#log(origin)
    const [{ first, last }] = log.giveUp(0) as [{ first: number; last: number }]
    return { type: 'post-gap', topic: '', origin, author: '', first, last, through: log.through }
  }

  #log(origin: number): SenderLog {
    const log = this.#logs.get(origin) ?? new SenderLog(origin, '', origin, 0, 0)
    this.#logs.set(origin, log)
    return log
  }
}

function names(arrivals: readonly Arrival[]): string[] {
  return arrivals.map((arrival) =>
    arrival.type === 'post'
      ? `${arrival.post.origin}.${arrival.post.sequence}`
      : `${arrival.origin}.${arrival.first}-${arrival.last} lost`,
  )
}

/** A history: each post names what its author had been given since its last one. */
interface Published extends PostRef {
  readonly after: readonly PostRef[]
}

/** Three authors who are given some of each other's posts between their own. */
function history(steps: readonly { readonly author: number; readonly reads: number }[]): Published[] {
  const all: Published[] = []
  const seen = [new Set<number>(), new Set<number>(), new Set<number>()]
  for (const { author, reads } of steps) {
    const mine = seen[author] as Set<number>
    const news = all
      .map((_, i) => i)
      .filter((i) => !mine.has(i) && all[i]?.origin !== author)
      .slice(0, reads)
    const causes = news.flatMap((i) => causesOf(all, i))
    const after = [...new Set([...news, ...causes])].filter((i) => !mine.has(i) && all[i]?.origin !== author)
    for (const i of after) mine.add(i)
    const latest = new Map(after.map((i) => [all[i]?.origin ?? 0, all[i] as Published]))
    const sequence = all.filter(({ origin }) => origin === author).length + 1
    all.push({ origin: author, sequence, after: [...latest.values()] })
  }
  return all
}

/** Everything that must be delivered before a post. */
function causesOf(all: readonly Published[], index: number): number[] {
  const post = all[index] as Published
  const direct = all.flatMap(({ origin, sequence }, i) => {
    const isEarlier = origin === post.origin && sequence < post.sequence
    const isNamed = post.after.some((ref) => ref.origin === origin && ref.sequence >= sequence)
    return isEarlier || isNamed ? [i] : []
  })
  return [...new Set(direct.flatMap((i) => [i, ...(i < index ? causesOf(all, i) : [])]))].sort((a, b) => a - b)
}

const histories = fc
  .array(fc.record({ author: fc.nat(2), reads: fc.nat(3) }), { minLength: 1, maxLength: 12 })
  .map(history)
  .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))

describe('delivery in order', () => {
  it('hands out each author’s posts as it published them, and every one', () => {
    fc.assert(
      fc.property(histories, ([all, shuffled]) => {
        const arrivals = new Arrivals()
        const order = new DeliveryOrder('sender', () => 0)
        const given = names(shuffled.flatMap((post) => order.take(arrivals.post(post))))
        for (const origin of [0, 1, 2]) {
          const own = all.filter((post) => post.origin === origin).map(({ sequence }) => `${origin}.${sequence}`)
          expect(given.filter((name) => name.startsWith(`${origin}.`))).toEqual(own)
        }
        expect(order.size).toBe(0)
      }),
    )
  })

  it('hands out nothing before its causes, and everything, if order is causal', () => {
    fc.assert(
      fc.property(histories, ([all, shuffled]) => {
        const arrivals = new Arrivals()
        const order = new DeliveryOrder('causal', () => 0)
        const given = names(shuffled.flatMap((post) => order.take(arrivals.post(post, post.after))))
        expect(given.toSorted()).toEqual(all.map(({ origin, sequence }) => `${origin}.${sequence}`).toSorted())
        for (const [i, { origin, sequence }] of all.entries()) {
          const at = given.indexOf(`${origin}.${sequence}`)
          for (const cause of causesOf(all, i)) {
            const { origin: by, sequence: number } = all[cause] as Published
            expect(given.indexOf(`${by}.${number}`)).toBeLessThan(at)
          }
        }
      }),
    )
  })

  it('tells a gap in its place, and waits no longer', () => {
    const arrivals = new Arrivals()
    const order = new DeliveryOrder('sender', () => 0)
    const post = (sequence: number) => order.take(arrivals.post({ origin: 1, sequence }))
    expect(names([...post(1), ...post(3), ...post(5), ...post(4)])).toEqual(['1.1'])
    expect(names(order.take(arrivals.gap(1)))).toEqual(['1.2-2 lost', '1.3', '1.4', '1.5'])
  })

  it('does not let an answer pass while its question has arrived and was not told yet', () => {
    const arrivals = new Arrivals()
    const order = new DeliveryOrder('causal', () => 0)
    const question = { origin: 2, sequence: 1 }
    const [asked, answered] = [arrivals.post(question), arrivals.post({ origin: 1, sequence: 1 }, [question])]
    expect(order.take(answered)).toEqual([])
    expect(names(order.take(asked))).toEqual(['2.1', '1.1'])
  })

  it('does not wait for what was before it began', () => {
    const arrivals = new Arrivals()
    const order = new DeliveryOrder('causal', (origin) => (origin === 2 ? 5 : Number.POSITIVE_INFINITY))
    const after = [
      { origin: 2, sequence: 5 },
      { origin: 3, sequence: 9 },
    ]
    expect(names(order.take(arrivals.post({ origin: 1, sequence: 1 }, after)))).toEqual(['1.1'])
    expect(order.take(arrivals.post({ origin: 1, sequence: 2 }, [{ origin: 2, sequence: 6 }]))).toEqual([])
  })

  it('waits for a cause until it is given up', () => {
    const arrivals = new Arrivals()
    const order = new DeliveryOrder('causal', () => 0)
    expect(order.take(arrivals.post({ origin: 1, sequence: 1 }, [{ origin: 2, sequence: 1 }]))).toEqual([])
    expect(order.take(arrivals.post({ origin: 2, sequence: 2 }))).toEqual([])
    expect(names(order.take(arrivals.gap(2)))).toEqual(['2.1-1 lost', '2.2', '1.1'])
  })

  it('holds back a bounded number', () => {
    const arrivals = new Arrivals()
    const order = new DeliveryOrder('sender', () => 0)
    let given = 0
    for (let origin = 0; origin <= MOST_HELD; origin++)
      given += order.take(arrivals.post({ origin, sequence: 2 })).length
    expect([order.size, given]).toEqual([MOST_HELD, 1])
  })
})
