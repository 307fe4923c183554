import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neighbours } from './watch-ring.ts'

const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 })

describe('the ring of watchers', () => {
  it('has each member watched by as many others as asked, and they agree on it', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 12 }), (all, count) => {
        const reach = Math.min(count, all.length - 1)
        for (const self of all) {
          const { watchers, watched } = neighbours(all.toReversed(), self, count)
          expect([new Set(watchers).size, new Set(watched).size]).toEqual([reach, reach])
          expect([...watchers, ...watched]).not.toContain(self)
          for (const other of watched) expect(neighbours(all, other, count).watchers).toContain(self)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('does not set names that are alike beside one another', () => {
    const all = Array.from({ length: 100 }, (_, i) => `rack-1-node-${i}`)
    const following = all.filter((name, i) => neighbours(all, name, 1).watchers[0] === all[i + 1])
    expect(following.length).toBeLessThan(10)
  })
})
