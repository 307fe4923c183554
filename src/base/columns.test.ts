import { describe, expect, it } from 'vitest'
import { Column } from './columns.ts'

describe('the column', () => {
  it('keeps what it was given while it grows', () => {
    for (const capacity of [0, 1, 16]) {
      const column = new Column((length) => new Float64Array(length), capacity)
      for (let i = 0; i < 1000; i++) column.push(i / 4)
      expect(column.length).toBe(1000)
      for (let i = 0; i < 1000; i++) expect(column.get(i)).toBe(i / 4)
    }
  })

  it('cuts values to what its cells hold', () => {
    const column = new Column((length) => new Uint8Array(length))
    column.push(257)
    column.push(3)
    column.set(1, 511)
    expect([column.get(0), column.get(1)]).toEqual([1, 255])
  })

  it('gives up its last cell, and nothing when it is empty', () => {
    const column = new Column((length) => new Int32Array(length))
    column.push(-5)
    column.pop()
    column.pop()
    expect(column.length).toBe(0)
    column.push(7)
    expect(column.get(0)).toBe(7)
  })
})
