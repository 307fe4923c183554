import { describe, expect, it } from 'vitest'
import { Waiting } from './waiting.ts'

const bytes = (length: number): Uint8Array => new Uint8Array(length)

describe('updates that wait', () => {
  it('come out in the order in which their keys came, with the last value of each', () => {
    const waiting = new Waiting(() => false)
    waiting.put('a', bytes(1))
    waiting.put('b', bytes(2))
    waiting.put('a', bytes(3))
    expect([waiting.size, waiting.has('a'), waiting.has('c')]).toEqual([2, true, false])
    expect([waiting.shift(), waiting.shift(), waiting.shift()]).toEqual([
      { key: 'a', value: bytes(3) },
      { key: 'b', value: bytes(2) },
      undefined,
    ])
  })

  it('are counted in bytes, and in keys that have never been written', () => {
    const waiting = new Waiting((key) => key === 'old')
    waiting.put('old', bytes(1))
    waiting.put('new', bytes(10))
    waiting.put('new', bytes(5))
    expect([waiting.bytes, waiting.newKeys]).toEqual([12, 1])
    waiting.shift()
    waiting.shift()
    expect([waiting.bytes, waiting.newKeys]).toEqual([0, 0])
  })
})
