import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { encodeUtf8 } from '../base/utf8.ts'
import { Keyring } from './keyring.ts'

const AAD = encodeUtf8('prod')

describe('a keyring', () => {
  it('opens what it has sealed, for every size of key', () => {
    for (const bytes of [16, 24, 32]) {
      const ring = new Keyring([randomBytes(bytes)])
      const plain = randomBytes(300)
      const box = ring.seal(plain, AAD)
      expect(box.length).toBe(plain.length + ring.overhead)
      expect(Buffer.from(ring.open(box, AAD) ?? [])).toEqual(plain)
    }
  })

  it('opens with any of its keys, and seals with the first', () => {
    const [old, young] = [randomBytes(32), randomBytes(32)]
    const both = new Keyring([young, old])
    expect(both.open(new Keyring([old]).seal(AAD, AAD), AAD)).toEqual(AAD)
    expect(new Keyring([old]).open(both.seal(AAD, AAD), AAD)).toBeUndefined()
    expect(new Keyring([young]).open(both.seal(AAD, AAD), AAD)).toEqual(AAD)
  })

  it('opens nothing that was changed, cut or meant for another label', () => {
    const ring = new Keyring([randomBytes(16)])
    const box = ring.seal(encodeUtf8('hello'), AAD)
    expect(ring.open(box, encodeUtf8('other'))).toBeUndefined()
    for (let i = 0; i < box.length; i++) {
      const bad = Uint8Array.from(box)
      bad[i] = (bad[i] as number) ^ 1
      expect(ring.open(bad, AAD)).toBeUndefined()
      expect(ring.open(box.subarray(0, i), AAD)).toBeUndefined()
    }
  })

  it('never uses a nonce twice', () => {
    const ring = new Keyring([randomBytes(16)])
    const nonces = new Set(
      Array.from({ length: 2000 }, () => Buffer.from(ring.seal(AAD, AAD).subarray(1, 13)).toString('hex')),
    )
    expect(nonces.size).toBe(2000)
  })

  it('says what is wrong with a key, without showing it', () => {
    expect(() => new Keyring(['c2hvcnQ='])).toThrow(/has 5 bytes, but must have 16, 24 or 32/)
    expect(() => new Keyring(['not base64!'])).toThrow(/openssl rand -base64 32/)
    expect(new Keyring([randomBytes(32).toString('base64')]).fingerprints[0]).toMatch(/^[0-9a-f]{8}$/)
  })
})
