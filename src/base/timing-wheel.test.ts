import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Rng } from './rng.ts'
import { TimingWheel } from './timing-wheel.ts'

interface Pending {
  readonly handle: number
  at: number
  order: number
  readonly owner: number
  readonly kind: number
  readonly key: number
}

/** The wheel's contract in its plainest form: a list, searched for the least (time, insertion). */
class Oracle {
  now = 0
  readonly pending: Pending[] = []
  #order = 0

  schedule(handle: number, at: number, owner: number, kind: number, key: number): void {
    this.pending.push({ handle, at: Math.max(this.now, Math.ceil(at)), order: this.#order++, owner, kind, key })
  }

  cancel(handle: number): boolean {
    const index = this.pending.findIndex((entry) => entry.handle === handle)
    if (index >= 0) this.pending.splice(index, 1)
    return index >= 0
  }

  move(handle: number, at: number): boolean {
    const entry = this.pending.find((other) => other.handle === handle)
    if (entry === undefined) return false
    entry.at = Math.max(this.now, Math.ceil(at))
    entry.order = this.#order++
    return true
  }

  next(): Pending | undefined {
    let least: Pending | undefined
    for (const entry of this.pending) {
      if (least === undefined || entry.at < least.at || (entry.at === least.at && entry.order < least.order))
        least = entry
    }
    return least
  }

  pop(limit: number): Pending | undefined {
    const next = this.next()
    const due = next !== undefined && next.at <= Math.floor(limit) ? next : undefined
    if (due !== undefined) {
      this.now = Math.max(this.now, due.at)
      this.cancel(due.handle)
    } else if (limit !== Number.POSITIVE_INFINITY) this.now = Math.max(this.now, Math.floor(limit))
    return due
  }
}

type Command =
  | { readonly do: 'schedule'; readonly ticks: number }
  | { readonly do: 'pop'; readonly ticks: number }
  | { readonly do: 'cancel'; readonly which: number }
  | { readonly do: 'look'; readonly which: number }
  | { readonly do: 'move'; readonly which: number; readonly ticks: number }

/** A wheel and its oracle, doing the same. */
class Pair {
  readonly wheel: TimingWheel
  readonly oracle = new Oracle()
  readonly #handles: number[] = []

  constructor(capacity: number) {
    this.wheel = new TimingWheel(capacity)
  }

  do(command: Command): void {
    if (command.do === 'schedule') this.schedule(command.ticks)
    else if (command.do === 'pop') this.pop(this.wheel.now + command.ticks)
    else if (command.do === 'cancel') {
      const handle = this.#pick(command.which)
      expect(this.wheel.cancel(handle)).toBe(this.oracle.cancel(handle))
    } else if (command.do === 'move') {
      const handle = this.#pick(command.which)
      const at = this.wheel.now + command.ticks
      expect(this.wheel.move(handle, at)).toBe(this.oracle.move(handle, at))
    } else this.#look(this.#pick(command.which))
    this.#compare()
  }

  schedule(ticks: number): void {
    const at = this.wheel.now + ticks
    const [owner, kind, key] = [this.#handles.length, this.#handles.length % 1000, -this.#handles.length / 2]
    const handle = this.wheel.schedule(at, owner, kind, key)
    expect(handle).not.toBe(0)
    expect(this.#handles).not.toContain(handle)
    this.oracle.schedule(handle, at, owner, kind, key)
    this.#handles.push(handle)
  }

  pop(limit: number): boolean {
    const expected = this.oracle.pop(limit)
    const entry = this.wheel.pop(limit)
    expect(entry !== -1).toBe(expected !== undefined)
    if (expected !== undefined) {
      const { wheel } = this
      const found = [wheel.atOf(entry), wheel.ownerOf(entry), wheel.kindOf(entry), wheel.keyOf(entry)]
      expect(found).toEqual([expected.at, expected.owner, expected.kind, expected.key])
    }
    this.#compare()
    return expected !== undefined
  }

  drain(): void {
    while (this.pop(Number.POSITIVE_INFINITY));
  }

  #look(handle: number): void {
    const expected = this.oracle.pending.find((entry) => entry.handle === handle)
    const entry = this.wheel.entryOf(handle)
    expect(entry !== -1).toBe(expected !== undefined)
    if (expected === undefined) return
    expect(this.wheel.handleOf(entry)).toBe(handle)
    expect(this.wheel.atOf(entry)).toBe(expected.at)
  }

  #pick(which: number): number {
    return this.#handles.length === 0 ? 12345 : (this.#handles[which % this.#handles.length] as number)
  }

  #compare(): void {
    expect(this.wheel.now).toBe(this.oracle.now)
    expect(this.wheel.size).toBe(this.oracle.pending.length)
    expect(this.wheel.nextAt()).toBe(this.oracle.next()?.at ?? Number.POSITIVE_INFINITY)
  }
}

/** Delays around every boundary of the wheel, and between them. */
const ticks = fc.oneof(
  fc.integer({ min: -5, max: 3 }),
  fc.integer({ min: 0, max: 600 }),
  fc.integer({ min: 0, max: 0x30000 }),
  fc.integer({ min: 0, max: 0x3000000 }),
  fc.double({ min: 0, max: 2000, noNaN: true }),
  fc.double({ min: 0, max: 2 ** 35, noNaN: true }).map(Math.floor),
  fc
    .tuple(fc.constantFrom(2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32, 2 ** 33, 2 ** 40), fc.integer({ min: -2, max: 2 }))
    .map(([power, off]) => power + off),
)

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('schedule' as const), ticks }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('pop' as const), ticks }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('cancel' as const, 'look' as const), which: fc.nat(1000) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('move' as const), which: fc.nat(1000), ticks }) },
)

describe('the timing wheel', () => {
  it('does what a sorted list does, whatever is asked of it and over every range', () => {
    const commands = fc.array(command, { maxLength: 120, size: 'max' })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4 }), commands, (capacity, list) => {
        const pair = new Pair(capacity)
        for (const each of list) pair.do(each)
        pair.drain()
      }),
      { numRuns: 400 },
    )
  })

  it('does so from any place near a boundary', () => {
    const starts = fc
      .tuple(
        fc.constantFrom(2 ** 8, 2 ** 16, 2 ** 24, 2 ** 32, 3 * 2 ** 32, 2 ** 32 + 2 ** 24),
        fc.integer({ min: 1, max: 300 }),
      )
      .map(([boundary, before]) => boundary - before)
    fc.assert(
      fc.property(starts, fc.array(command, { maxLength: 60, size: 'max' }), (start, list) => {
        const pair = new Pair(8)
        pair.pop(start)
        for (const each of list) pair.do(each)
        pair.drain()
      }),
      { numRuns: 400 },
    )
  })

  it('keeps insertion order among thousands of equal times that went in from near and far', () => {
    const pair = new Pair(1)
    const target = 2 ** 32 + 2 ** 24 + 2 ** 16 + 2 ** 8 + 7
    for (const from of [0, 2 ** 31, 2 ** 32, 2 ** 32 + 2 ** 24, target - 300, target - 20, target]) {
      pair.pop(from)
      for (let i = 0; i < 50; i++) pair.schedule(target - pair.wheel.now)
    }
    pair.drain()
    expect(pair.wheel.now).toBe(target)
  })

  it('stays in step with the list through a long run of timers that set the next ones', () => {
    const rng = new Rng(1)
    const wheel = new TimingWheel()
    const oracle = new Oracle()
    for (let i = 0; i < 60; i++) oracle.schedule(wheel.schedule(i, i, 0, 0), i, i, 0, 0)
    for (let i = 0; i < 60_000; i++) {
      const expected = oracle.pop(Number.POSITIVE_INFINITY) as Pending
      const entry = wheel.pop(Number.POSITIVE_INFINITY)
      if (wheel.ownerOf(entry) !== expected.owner || wheel.now !== expected.at) expect.fail(`differs at ${i}`)
      const at = wheel.now + (rng.next() >>> (rng.next() & 31))
      oracle.schedule(wheel.schedule(at, expected.owner, 0, 0), at, expected.owner, 0, 0)
    }
    expect(wheel.now).toBeGreaterThan(2 ** 34)
  })

  it('skips idle ages at once', () => {
    const wheel = new TimingWheel()
    wheel.schedule(2 ** 50, 1, 0, 0)
    wheel.schedule(2 ** 50 + 1, 2, 0, 0)
    expect(wheel.nextAt()).toBe(2 ** 50)
    expect(wheel.ownerOf(wheel.pop(Number.POSITIVE_INFINITY))).toBe(1)
    expect(wheel.ownerOf(wheel.pop(Number.POSITIVE_INFINITY))).toBe(2)
    expect(wheel.now).toBe(2 ** 50 + 1)
  })

  it('never fires what is due at infinity, and stands still when it is asked to go there', () => {
    const wheel = new TimingWheel()
    wheel.schedule(Number.POSITIVE_INFINITY, 1, 0, 0)
    expect(wheel.pop(Number.POSITIVE_INFINITY)).toBe(-1)
    expect(wheel.pop(2 ** 45)).toBe(-1)
    expect(wheel.now).toBe(2 ** 45)
    wheel.schedule(2 ** 45 + 1, 2, 0, 0)
    expect(wheel.ownerOf(wheel.pop(Number.POSITIVE_INFINITY))).toBe(2)
  })

  it('turns by whole ticks only', () => {
    const wheel = new TimingWheel()
    wheel.pop(100.7)
    expect(wheel.now).toBe(100)
    wheel.schedule(150.2, 1, 0, 0)
    expect(wheel.nextAt()).toBe(151)
    expect(wheel.pop(150.9)).toBe(-1)
    expect(wheel.pop(151)).not.toBe(-1)
  })

  it('ignores handles that it never gave', () => {
    const wheel = new TimingWheel()
    const handle = wheel.schedule(5, 0, 0, 0)
    for (const strange of [0, -1, 1, handle + 1, handle + 0.5, Number.NaN, Number.POSITIVE_INFINITY, -handle]) {
      expect(wheel.cancel(strange)).toBe(false)
      expect(wheel.move(strange, 9)).toBe(false)
    }
    expect(wheel.size).toBe(1)
  })

  it('ignores a handle whose place has been given to another entry', () => {
    const wheel = new TimingWheel()
    const first = wheel.schedule(5, 0, 0, 0)
    expect(wheel.cancel(first)).toBe(true)
    const second = wheel.schedule(5, 1, 0, 0)
    expect(wheel.entryOf(first)).toBe(-1)
    expect(wheel.cancel(first)).toBe(false)
    expect(wheel.entryOf(second)).toBeGreaterThanOrEqual(0)
  })

  it('shows what comes next, as far as its finest level holds it, and takes nothing', () => {
    const [wheel, rng] = [new TimingWheel(), new Rng(7)]
    for (let i = 0; i < 5000; i++) wheel.schedule(rng.next() % 3000, i, 0, 0)
    const seen = new Int32Array(16)
    let shown = 0
    while (wheel.size > 0) {
      const size = wheel.size
      const found = wheel.upcoming(seen)
      expect(wheel.size).toBe(size)
      shown += found
      const taken = Array.from({ length: Math.max(1, found) }, () => wheel.pop(Number.POSITIVE_INFINITY))
      expect(taken.slice(0, found)).toEqual([...seen.subarray(0, found)])
    }
    expect(shown).toBeGreaterThan(4900) // all but the first of each turn of the finest level
    expect(wheel.upcoming(seen)).toBe(0)
  })
})
