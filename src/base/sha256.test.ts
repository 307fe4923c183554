import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from './sha256.ts'

describe('SHA-256', () => {
  it('is that of the standard', () => {
    const hex = (text: string): string => Buffer.from(sha256(Buffer.from(text))).toString('hex')
    expect(hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
    expect(hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  })

  it('is what Node says, for every length around a block and for any bytes', () => {
    const theirs = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
    for (let length = 0; length < 200; length++) {
      const bytes = new Uint8Array(length).fill(length)
      expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(theirs(bytes))
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
        expect(Buffer.from(sha256(bytes)).toString('hex')).toBe(theirs(bytes))
      }),
    )
  })
})
