import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { padPkcs7, unpadPkcs7 } from './pkcs7.ts'

/** A block that ends with this byte. */
function block(last: number): Uint8Array {
  return Uint8Array.of(...new Array<number>(15).fill(9), last)
}

describe('PKCS#7', () => {
  it('comes off as it went on', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (plain) => {
        expect(unpadPkcs7(padPkcs7(plain))).toEqual(plain)
      }),
    )
  })

  it('fills up to whole blocks, and adds one where there are only whole ones', () => {
    expect([0, 1, 15, 16, 17].map((length) => padPkcs7(new Uint8Array(length)).length)).toEqual([16, 16, 16, 32, 32])
  })

  it('looks at the last byte only, as memberlist does', () => {
    expect(unpadPkcs7(block(4))).toEqual(new Uint8Array(12).fill(9))
  })

  it('refuses what may crash a peer: no padding, more than a block, more than there is', () => {
    expect(unpadPkcs7(block(0))).toBeUndefined()
    expect(unpadPkcs7(block(17))).toBeUndefined()
    expect(unpadPkcs7(block(255))).toBeUndefined()
    expect(unpadPkcs7(new Uint8Array(0))).toBeUndefined()
  })

  it('refuses what is no whole number of blocks', () => {
    expect(unpadPkcs7(Uint8Array.of(1))).toBeUndefined()
    expect(unpadPkcs7(new Uint8Array(17).fill(1))).toBeUndefined()
  })
})
