import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Message } from '../../core/message.ts'
import { BroadcastQueue } from './broadcast-queue.ts'

function message(tag: number): Message {
  return { tag }
}

/** What one packet takes, by tag. */
function take(queue: BroadcastQueue, limit: number, budget = 1000): number[] {
  const into: Message[] = []
  queue.take(budget, 2, limit, into, 127)
  return into.map(({ tag }) => tag)
}

interface Queued {
  readonly tag: number
  readonly size: number
  readonly name: string | undefined
  transmits: number
}

/** The queue in its plainest form: everything is sorted each time. A greater tag is newer. */
class PlainQueue {
  entries: Queued[] = []
  readonly told: number[] = []

  add(tag: number, size: number, name: string | undefined): void {
    const replaced = this.entries.find((entry) => name !== undefined && entry.name === name)
    if (replaced !== undefined) this.#finish(replaced)
    this.entries.push({ tag, size, name, transmits: 0 })
  }

  take(budget: number, limit: number, most: number): number[] {
    const taken: Queued[] = []
    let left = budget
    for (const entry of this.#ordered()) {
      if (taken.length === most || entry.size + OVERHEAD > left) continue
      left -= entry.size + OVERHEAD
      taken.push(entry)
    }
    for (const entry of taken) if (++entry.transmits >= limit) this.#finish(entry)
    return taken.map(({ tag }) => tag)
  }

  prune(keep: number): void {
    for (const entry of this.#ordered().slice(keep).reverse()) this.#finish(entry)
  }

  #ordered(): Queued[] {
    return this.entries.toSorted((a, b) => a.transmits - b.transmits || b.size - a.size || b.tag - a.tag)
  }

  #finish(entry: Queued): void {
    this.entries = this.entries.filter((other) => other !== entry)
    this.told.push(entry.tag)
  }
}

const OVERHEAD = 2
const SIZE = fc.integer({ min: 1, max: 6 })
const STEP = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ add: SIZE, name: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }) }),
  },
  { weight: 3, arbitrary: fc.record({ budget: fc.nat(40), most: fc.integer({ min: 1, max: 6 }) }) },
  { weight: 1, arbitrary: fc.record({ keep: fc.nat(8) }) },
)

describe('the broadcast queue', () => {
  it('does what a list would that is sorted each time, whatever it is told', () => {
    fc.assert(
      fc.property(fc.array(STEP, { maxLength: 60 }), (steps) => {
        const [queue, plain, told] = [new BroadcastQueue(), new PlainQueue(), [] as number[]]
        for (const [tag, step] of steps.entries()) {
          if ('add' in step) {
            queue.add(message(tag), step.add, step.name, () => told.push(tag))
            plain.add(tag, step.add, step.name)
          } else if ('keep' in step) {
            queue.prune(step.keep)
            plain.prune(step.keep)
          } else {
            const into: Message[] = []
            const used = queue.take(step.budget, OVERHEAD, 3, into, step.most)
            expect(into.map((one) => one.tag)).toEqual(plain.take(step.budget, 3, step.most))
            expect(used).toBeLessThanOrEqual(step.budget)
          }
          expect([queue.size, told]).toEqual([plain.entries.length, plain.told])
        }
      }),
    )
  })

  it('takes the longest first, then the newest, and what was sent less often before all others', () => {
    const queue = new BroadcastQueue()
    queue.add(message(1), 10)
    queue.add(message(2), 10)
    queue.add(message(3), 20)
    expect(take(queue, 3)).toEqual([3, 2, 1])
    queue.add(message(4), 5)
    expect(take(queue, 3, 30)).toEqual([4, 3])
    expect(take(queue, 3)).toEqual([2, 1, 4, 3])
    expect(queue.size).toBe(3)
  })

  it('tells once that a message will not be sent again: at the limit, when it is replaced, when it is dropped', () => {
    const queue = new BroadcastQueue()
    const told: string[] = []
    queue.add(message(1), 10, undefined, () => told.push('sent'))
    take(queue, 2)
    expect(told).toEqual([])
    take(queue, 2)
    queue.add(message(2), 10, 'a', () => told.push('replaced'))
    queue.add(message(3), 10, 'a', () => told.push('dropped'))
    queue.prune(0)
    expect(told).toEqual(['sent', 'replaced', 'dropped'])
    expect(queue.size).toBe(0)
  })

  it('loses nothing when a message that was sent brings the next one of a name that went with it', () => {
    const queue = new BroadcastQueue()
    queue.add(message(1), 30, undefined, () => queue.add(message(4), 10, 'a'))
    queue.add(message(2), 20, 'a')
    take(queue, 3)
    queue.add(message(3), 5)
    expect(take(queue, 2)).toEqual([3, 1, 2])
    expect(new Set(take(queue, 3))).toEqual(new Set([3, 4]))
    expect(queue.size).toBe(2)
  })
})
