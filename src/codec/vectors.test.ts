import { describe, expect, it } from 'vitest'
import { checkCodecVectors } from '../../test/vectors/check-codec-vectors.ts'

describe('the codec', () => {
  const result = checkCodecVectors()

  it('decodes all that the real programs were recorded to send, and encodes it to the same bytes', () => {
    expect(result.failures).toEqual([])
    expect(result.files).toBe(13)
    expect(result.decoded).toBeGreaterThan(300)
    expect(result.reencoded / result.decoded).toBeGreaterThan(0.97)
    expect(result.structsReencoded / result.structsDecoded).toBeGreaterThan(0.9)
  })

  it('accepts and refuses what memberlist does, but for two cases that are safer', () => {
    expect(result.outcomes.safer.map(({ id }) => id)).toEqual(['userEvent/uint64-u64max', 'alive-badaddr'])
    expect(result.outcomes.asNew + result.outcomes.decidedAbove + result.outcomes.safer.length).toBe(
      result.outcomes.cases,
    )
  })
})
