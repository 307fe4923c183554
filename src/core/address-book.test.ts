import { describe, expect, it } from 'vitest'
import { AddressBook } from './address-book.ts'
import type { PeerId } from './env.ts'

function host(n: number): Uint8Array {
  return Uint8Array.of(10, n >> 16, (n >> 8) & 255, n & 255)
}

describe('the address book', () => {
  it('gives one address one id, and different ones different ids', () => {
    const book = new AddressBook()
    const a = book.intern(host(1), 7946)
    expect(book.intern(host(1), 7946)).toBe(a)
    expect(book.intern(host(1), 7947)).not.toBe(a)
    expect(book.intern(host(2), 7946)).not.toBe(a)
    expect(book.size).toBe(3)
    expect(book.addressOf(a)).toEqual({ ip: host(1), port: 7946 })
    expect([book.hostOf(a), book.describe(a)]).toEqual(['10.0.0.1', '10.0.0.1:7946'])
  })

  it('takes IPv4 that is wrapped in IPv6 for what it is', () => {
    const book = new AddressBook()
    expect(book.internText('::ffff:10.0.0.1', 1)).toBe(book.internText('10.0.0.1', 1))
    const six = book.internText('fe80::1', 1) as PeerId
    expect(book.intern(book.addressOf(six).ip, 1)).toBe(six)
    expect(book.describe(six)).toBe('[fe80::1]:1')
  })

  it('refuses what is no address', () => {
    const book = new AddressBook()
    expect(book.internText('localhost', 1)).toBeUndefined()
    expect(() => book.intern(new Uint8Array(5), 1)).toThrow(RangeError)
    expect(() => book.addressOf(5 as PeerId)).toThrow(RangeError)
    expect([book.hostOf(5 as PeerId), book.describe(5 as PeerId)]).toEqual(['', 'unknown'])
  })

  it('keeps its own copy of the bytes', () => {
    const book = new AddressBook()
    const ip = host(1)
    const peer = book.intern(ip, 1)
    ip[3] = 99
    expect(book.hostOf(peer)).toBe('10.0.0.1')
    expect(book.addressOf(peer).ip).toEqual(host(1))
  })

  it('stays bounded under a flood of addresses', () => {
    const book = new AddressBook(100)
    for (let n = 0; n < 10_000; n++) {
      const peer = book.intern(host(n), n % 7)
      expect(peer).toBeLessThan(100)
      expect(book.addressOf(peer)).toEqual({ ip: host(n), port: n % 7 })
    }
    expect(book.size).toBe(100)
  })

  it('bounds IPv6 as well', () => {
    const book = new AddressBook(10)
    for (let n = 0; n < 500; n++) book.internText(`fe80::${n.toString(16)}`, 1)
    expect(book.size).toBe(10)
  })

  it('hands on the ids that have not been used for longest', () => {
    const book = new AddressBook(3)
    const [a, b, c] = [book.intern(host(1), 1), book.intern(host(2), 1), book.intern(host(3), 1)]
    expect(book.intern(host(1), 1)).toBe(a) // used again
    expect(book.intern(host(4), 1)).toBe(b)
    expect(book.intern(host(5), 1)).toBe(c)
    expect(book.intern(host(1), 1)).toBe(a)
  })

  it('never hands on an id that is pinned', () => {
    const book = new AddressBook(2)
    const pinned = book.intern(host(1), 1)
    book.pin(pinned)
    for (let n = 2; n < 100; n++) expect(book.intern(host(n), 1)).not.toBe(pinned)
    expect(book.intern(host(1), 1)).toBe(pinned)
    expect(book.size).toBe(3)
  })

  it('frees an id when it has been unpinned as often as it was pinned', () => {
    const book = new AddressBook(1)
    const peer = book.intern(host(1), 1)
    book.pin(peer)
    book.pin(peer)
    book.unpin(peer)
    book.intern(host(2), 1)
    expect(book.intern(host(1), 1)).toBe(peer)
    book.unpin(peer)
    book.unpin(peer) // once too often
    const reused = [book.intern(host(3), 1), book.intern(host(4), 1)]
    expect(reused).toContain(peer)
  })

  it('works with the smallest bound there is', () => {
    const book = new AddressBook(0)
    expect(book.intern(host(1), 1)).toBe(book.intern(host(2), 1))
    expect(book.hostOf(book.intern(host(3), 1))).toBe('10.0.0.3')
  })
})
