import { describe, expect, it } from 'vitest'
import { BlockKernels, merge } from './block-kernels.ts'
import { spreadByBlocks } from './blocks.ts'

const kernels = (): BlockKernels => new BlockKernels(Int32Array.of(0x1b4e81b5, -0x2d0f6c3a, 0x5bd1e995, 0x38b34ae5))
const countBits = (words: Int32Array): number =>
  words.reduce((sum, word) => sum + (word >>> 0).toString(2).replaceAll('0', '').length, 0)

describe('Bernoulli bits', () => {
  it('have their chance to four digits', () => {
    const thrower = kernels()
    let count = 0
    for (let i = 0; i < 200; i++) count += thrower.sprinkle(new Int32Array(4096), new Int32Array(4096), 0, 4096, digits)
    // 26 million draws: a standard error of 10^-4.
    expect(Math.abs(count / (200 * 131_072) - 5 / 8)).toBeLessThan(4e-4)
  })

  // 0.101 in binary: 5/8.
  const digits = Int32Array.of(-1, 0, -1)

  it('are set with their chance, and only where nobody knows', () => {
    const known = Int32Array.from({ length: 4096 }, (_, i) => (i % 2 === 0 ? 0 : -1))
    const out = new Int32Array(4096)
    const count = kernels().sprinkle(out, known, 0, 4096, digits)
    expect(count).toBe(countBits(out))
    expect(out.every((word, i) => (word & (known[i] as number)) === 0)).toBe(true)
    expect(count / 65_536).toBeCloseTo(5 / 8, 2)
  })

  it('are independent of each other within a word', () => {
    const out = new Int32Array(4096)
    kernels().sprinkle(out, new Int32Array(4096), 0, 4096, digits)
    const both = out.reduce((sum, word) => sum + (word & (word >>> 1) & 1), 0) / 4096
    expect(Math.abs(both - 25 / 64)).toBeLessThan(0.04)
  })

  it('are drawn for an odd number of words too', () => {
    const out = new Int32Array(4)
    const count = kernels().sprinkle(out, new Int32Array(3), 0, 3, digits)
    expect([count > 20, count, out[3]]).toEqual([true, countBits(out), 0])
  })
})

describe('thrown balls', () => {
  it('hit each of the places alike, and none beyond', () => {
    const thrower = kernels()
    const seen = new Array<number>(70).fill(0)
    for (let i = 0; i < 7000; i++) {
      const bits = new Int32Array(4)
      expect(thrower.throwAt(bits, 1, 70, 1)).toBe(1)
      seen.forEach((_, at) => {
        if ((((bits[1 + (at >>> 5)] as number) >>> (at & 31)) & 1) === 1) seen[at] = (seen[at] as number) + 1
      })
    }
    expect(seen.reduce((sum, count) => sum + count, 0)).toBe(7000)
    expect(Math.min(...seen)).toBeGreaterThan(60)
    expect(Math.max(...seen)).toBeLessThan(145)
  })

  it('count what is newly hit', () => {
    const bits = new Int32Array(2)
    expect(kernels().throwAt(bits, 0, 64, 10_000)).toBe(64)
    expect(kernels().throwAt(bits, 0, 64, 10)).toBe(0)
    expect(kernels().throwAt(new Int32Array(1), 0, 1, 3)).toBe(1)
  })
})

describe('merged blocks', () => {
  it('count what was not there', () => {
    const into = Int32Array.of(0, 0b1010, 0)
    expect(merge(into, 1, Int32Array.of(0b1100, -1), 2)).toBe(33)
    expect([...into]).toEqual([0, 0b1110, -1])
  })
})

describe('the block engine', () => {
  it.each([131_071, 131_072, 131_073, 131_074, 262_200])(
    'reaches all of %d nodes around the size of a block',
    (nodes) => {
      const { coverage, informedByRound } = spreadByBlocks({ nodes, mode: 'push-pull', seed: 9 })
      expect([coverage, informedByRound.at(-1)]).toEqual([1, nodes])
    },
  )
})
