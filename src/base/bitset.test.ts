import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bitset } from './bitset.ts'

describe('the bitset', () => {
  it('does what a set of numbers does', () => {
    const step = fc.tuple(fc.constantFrom('add', 'delete', 'has', 'clear', 'add', 'add'), fc.nat(400))
    fc.assert(
      fc.property(fc.nat(64), fc.array(step, { maxLength: 200, size: 'max' }), (capacity, steps) => {
        const bits = new Bitset(capacity)
        const model = new Set<number>()
        for (const [action, index] of steps) {
          if (action === 'add') {
            expect(bits.add(index)).toBe(!model.has(index))
            model.add(index)
          } else if (action === 'delete') expect(bits.delete(index)).toBe(model.delete(index))
          else if (action === 'clear') {
            bits.clear()
            model.clear()
          }
          expect(bits.has(index)).toBe(model.has(index))
          expect(bits.count()).toBe(model.size)
        }
      }),
    )
  })
})
