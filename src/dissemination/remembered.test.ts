import { describe, expect, it } from 'vitest'
import { Remembered } from './remembered.ts'

const bytes = (length: number): Uint8Array => new Uint8Array(length)

describe('what is remembered', () => {
  it('is known with its payload, and for as long as it should', () => {
    const remembered = new Remembered(1000, 100, 1000)
    remembered.add(1, 3, bytes(10), 0)
    expect([remembered.has(1), remembered.hops(1), remembered.payload(1)?.length]).toEqual([true, 3, 10])
    expect([remembered.has(2), remembered.hops(2), remembered.payload(2)]).toEqual([false, undefined, undefined])
    remembered.add(2, 1, bytes(5), 999)
    expect(remembered.has(1)).toBe(true)
    remembered.add(3, 1, bytes(5), 1000)
    expect([remembered.has(1), remembered.has(2), remembered.size, remembered.bytes]).toEqual([false, true, 2, 10])
  })

  it('loses the oldest payloads first, but not their numbers', () => {
    const remembered = new Remembered(1000, 100, 25)
    for (let id = 1; id <= 4; id++) remembered.add(id, 1, bytes(10), id)
    expect([1, 2, 3, 4].map((id) => remembered.payload(id)?.length)).toEqual([undefined, undefined, 10, 10])
    expect([1, 2, 3, 4].every((id) => remembered.has(id))).toBe(true)
    remembered.add(5, 1, bytes(100), 5) // larger than all the room there is
    expect([remembered.bytes, remembered.has(5), remembered.payload(5)]).toEqual([0, true, undefined])
  })

  it('is never more than it may be, however much comes', () => {
    const remembered = new Remembered(1e9, 50, 1e9)
    for (let id = 0; id < 10_000; id++) {
      remembered.add(id, 1, bytes(1), id)
      expect(remembered.size).toBeLessThanOrEqual(50)
      expect(remembered.bytes).toBe(remembered.size)
    }
    expect([remembered.has(9949), remembered.has(9950)]).toEqual([false, true])
  })
})
