import { describe, expect, it } from 'vitest'
import { subnets } from './subnets.ts'

describe('subnets', () => {
  it('spread keys evenly, each always to the same', () => {
    const attestations = subnets('attestations')
    const times = new Map<string, number>()
    for (let i = 0; i < 6400; i++) {
      const topic = attestations.topicFor(Uint8Array.of(i & 255, i >> 8))
      times.set(topic, (times.get(topic) ?? 0) + 1)
      expect(attestations.topicFor(Uint8Array.of(i & 255, i >> 8))).toBe(topic)
    }
    expect(times.size).toBe(64)
    for (let i = 0; i < 64; i++) expect(Math.abs((times.get(attestations.topicOf(i)) ?? 0) - 100)).toBeLessThan(45)
  })

  it('are some', () => {
    expect(subnets('x', 1).topicFor(new Uint8Array(0))).toBe('x_0')
    expect(() => subnets('x', 0)).toThrow(RangeError)
  })
})
