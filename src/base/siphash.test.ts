import { describe, expect, it } from 'vitest'
import { checkSipHashVectors } from '../../test/vectors/check-siphash-vectors.ts'
import { SipHash } from './siphash.ts'

describe('SipHash', () => {
  it('gives its official outputs, and BIP152 what it should', () => {
    const { cases, failures } = checkSipHashVectors()
    expect(failures).toEqual([])
    expect([...cases.keys()]).toEqual(['siphash-2-4-64', 'siphash-2-4-128', 'bip152', 'bip152-diff-indexes'])
  })

  it('has 48 bits in a number, the lowest ones', () => {
    const sip = new SipHash(Uint8Array.from({ length: 16 }, (_, i) => i))
    const [low, high] = sip.hash64(Uint8Array.of(1, 2, 3))
    expect(sip.hash48(Uint8Array.of(1, 2, 3))).toBe(low + (high % 65_536) * 2 ** 32)
  })

  it('takes keys of 16 bytes', () => {
    expect(() => new SipHash(new Uint8Array(15))).toThrow(RangeError)
  })
})
