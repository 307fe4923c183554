import { describe, expect, it } from 'vitest'
import { checkMaelstromVectors } from '../../test/vectors/check-maelstrom-vectors.ts'

describe('the protocol', () => {
  it('is as Maelstrom documents it, in every case', () => {
    const { checked, refused, failures } = checkMaelstromVectors()
    expect(failures).toEqual([])
    expect(Object.fromEntries(checked)).toEqual({
      'error-code': 11,
      'error-rule': 1,
      exchange: 17,
      body: 3,
      schema: 15,
    })
    expect(refused).toBe(10)
  })
})
