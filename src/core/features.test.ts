import { describe, expect, it } from 'vitest'
import { FEATURES, type Feature, hasFeature, withFeatures } from './features.ts'

const VERSIONS = [1, 5, 2, 2, 5, 4]
const all = Object.keys(FEATURES) as Feature[]

describe('features', () => {
  it('are announced as a greatest version far from memberlist’s own', () => {
    expect(withFeatures(VERSIONS, ['heartbeats'])).toEqual([1, 0x69, 2, 2, 5, 4])
    expect(withFeatures(VERSIONS, ['broadcasts', 'heartbeats'])).toEqual([1, 0x6b, 2, 2, 5, 4])
    expect(withFeatures(VERSIONS, [])).toEqual(VERSIONS)
  })

  it('are read as they were announced, each by itself', () => {
    for (const feature of all) {
      const versions = withFeatures(VERSIONS, [feature])
      expect(all.filter((other) => hasFeature({ versions }, other))).toEqual([feature])
    }
  })

  it('are nobody’s who announces memberlist’s versions, later ones or none', () => {
    for (let greatest = 0; greatest < 256; greatest++) {
      if (greatest >= 0x68 && greatest < 0x70) continue
      for (const feature of all) expect(hasFeature({ versions: [1, greatest, 2] }, feature)).toBe(false)
    }
    expect(hasFeature({ versions: [] }, 'heartbeats')).toBe(false)
  })
})
