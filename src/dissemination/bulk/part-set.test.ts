import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PartSet } from './part-set.ts'

describe('a set of parts', () => {
  it('holds what was added, travels as bits in pieces, and finds what is missing', () => {
    const cases = fc
      .integer({ min: 1, max: 200 })
      .chain((parts) =>
        fc.tuple(fc.constant(parts), fc.array(fc.integer({ min: -2, max: parts + 9 })), fc.nat(parts - 1)),
      )
    fc.assert(
      fc.property(cases, ([parts, added, start]) => {
        const set = new PartSet(parts)
        const expected = new Set<number>()
        for (const part of added) {
          const isNew = part >= 0 && part < parts && !expected.has(part)
          expect(set.add(part)).toBe(isNew)
          if (isNew) expected.add(part)
        }
        expect([set.count, set.isComplete]).toEqual([expected.size, expected.size === parts])
        const copy = new PartSet(parts)
        for (const { first, bits } of set.pieces(3)) copy.addBits(first, bits)
        const all = Array.from({ length: parts }, (_, part) => part)
        expect(all.filter((part) => copy.has(part))).toEqual(all.filter((part) => expected.has(part)))
        const inTurn = all.map((i) => (start + i) % parts)
        const isWanted = (part: number): boolean => part % 3 !== 0
        expect(set.nextMissing(start, isWanted)).toBe(inTurn.find((part) => !expected.has(part) && isWanted(part)))
      }),
    )
  })

  it('passes over bits of parts that there are not', () => {
    const set = new PartSet(5)
    set.addBits(0, new Uint8Array(9).fill(255))
    set.addBits(80, Uint8Array.of(255))
    expect([set.count, set.isComplete]).toEqual([5, true])
  })
})
