import { describe, expect, it } from 'vitest'
import { Shapers } from './shapers.ts'

/** How many of a thousand numbers shape the tree when messages come so many milliseconds apart. */
function shapingOf(apartMs: number): number {
  const shapers = new Shapers()
  for (let i = 0; i < 100; i++) shapers.add(i * apartMs)
  return Array.from({ length: 1000 }, (_, id) => id).filter((id) => shapers.has(id)).length
}

describe('what shapes the tree', () => {
  it('is every message while they come one by one, and about one in each fifth of a second if they come closer', () => {
    expect([shapingOf(1000), shapingOf(250)]).toEqual([1000, 1000])
    expect([shapingOf(120), shapingOf(20), shapingOf(2.5)]).toEqual([500, 63, 8])
  })

  it('is every message again once it is quiet', () => {
    const shapers = new Shapers()
    for (let i = 0; i < 100; i++) shapers.add(i)
    expect(shapers.has(1)).toBe(false)
    shapers.add(1000)
    expect(shapers.has(1)).toBe(true)
  })

  it('is the same at nodes that have counted a little differently, but for few', () => {
    const [some, more] = [new Shapers(), new Shapers()]
    for (let i = 0; i < 10; i++) some.add(i)
    for (let i = 0; i < 20; i++) more.add(i)
    for (let id = 0; id < 100; id++) if (more.has(id)) expect(some.has(id)).toBe(true)
  })
})
