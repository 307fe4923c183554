import { describe, expect, it } from 'vitest'
import { Reader } from './reader.ts'

/** One value of every form of msgpack, each as long as it is. */
const VALUES: readonly (readonly number[])[] = [
  [0x05],
  [0xff],
  [0xc0],
  [0xc2],
  [0xa0],
  [0xa3, 1, 2, 3],
  [0xbf, ...Array<number>(31).fill(0)],
  [0xd9, 1, 65],
  [0xda, 0, 1, 65],
  [0xdb, 0, 0, 0, 1, 65],
  [0xc4, 1, 0],
  [0xc5, 0, 1, 0],
  [0xc6, 0, 0, 0, 1, 0],
  [0xc7, 1, 9, 0],
  [0xc8, 0, 1, 9, 0],
  [0xc9, 0, 0, 0, 1, 9, 0],
  [0xca, 0, 0, 0, 0],
  [0xcb, 0, 0, 0, 0, 0, 0, 0, 0],
  [0xcc, 1],
  [0xcd, 0, 1],
  [0xce, 0, 0, 0, 1],
  [0xcf, 0, 0, 0, 0, 0, 0, 0, 1],
  [0xd0, 1],
  [0xd1, 0, 1],
  [0xd2, 0, 0, 0, 1],
  [0xd3, 0, 0, 0, 0, 0, 0, 0, 1],
  [0xd4, 9, 0],
  [0xd8, 9, ...Array<number>(16).fill(0)],
  [0x92, 0xa1, 65, 1],
  [0xdc, 0, 1, 0xa1, 65],
  [0x81, 0xa1, 65, 0xa2, 66, 67],
  [0xde, 0, 1, 0xa1, 65, 1],
]

describe('a reader', () => {
  it('passes over a value of every form, and no further', () => {
    for (const value of VALUES) {
      const reader = new Reader().reset(Uint8Array.from([...value, 0x07]))
      reader.skip()
      expect([value, reader.at]).toEqual([value, value.length])
    }
  })

  it('says of every value that is cut, and of the reserved byte, that it cannot pass over it', () => {
    for (const value of VALUES) {
      for (let length = 0; length < value.length; length++) {
        const reader = new Reader().reset(Uint8Array.from(value.slice(0, length)))
        expect(() => reader.skip()).toThrow(expect.objectContaining({ code: 'ERR_TRUNCATED' }))
      }
    }
    expect(() => new Reader().reset(Uint8Array.of(0xc1)).skip()).toThrow(
      expect.objectContaining({ code: 'ERR_BAD_VALUE' }),
    )
  })
})
