import { describe, expect, it } from 'vitest'
import { churnFromTrace, type ChurnOptions, poissonChurn } from './churn.ts'

const OPTIONS: ChurnOptions = { nodes: 20, meanUpMs: 60_000, meanDownMs: 10_000, durationMs: 10_000_000 }

describe('Poisson churn', () => {
  it('has the rate and the time away that were asked for', () => {
    const faults = poissonChurn(1, OPTIONS)
    const expected = (20 * OPTIONS.durationMs) / 70_000
    expect(Math.abs(faults.length / expected - 1)).toBeLessThan(0.1)
    const away = faults.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0) / faults.length
    expect(Math.abs(away / 10_000 - 1)).toBeLessThan(0.1)
  })

  it('brings everybody back by its end, and nobody is away for less than was asked', () => {
    const faults = poissonChurn(2, { ...OPTIONS, fromMs: 500, durationMs: 200_000, minDownMs: 3000 })
    expect(faults.length).toBeGreaterThan(20)
    for (const { at, durationMs = 0 } of faults) {
      expect(at).toBeGreaterThan(500)
      expect(at + durationMs).toBeLessThanOrEqual(200_500)
      expect(durationMs).toBeGreaterThanOrEqual(3000)
    }
  })

  it('of a node does not move when there are more nodes', () => {
    const ofFirst = (nodes: number): unknown =>
      poissonChurn(3, { ...OPTIONS, nodes }).filter(({ nodes: [node] }) => node === 0)
    expect(ofFirst(50)).toEqual(ofFirst(1))
  })

  it('that cannot be is refused by the name of the field', () => {
    for (const [field, value] of [
      ['nodes', 1.5],
      ['meanUpMs', 0],
      ['meanDownMs', -1],
      ['durationMs', 0],
      ['fromMs', -1],
    ])
      expect(() => poissonChurn(1, { ...OPTIONS, [field as string]: value })).toThrow(`${field}: `)
  })
})

describe('churn from a trace', () => {
  it('is away before, between and after the sessions', () => {
    expect(
      churnFromTrace([
        { node: 1, joinMs: 500, leaveMs: 900 },
        { node: 0, joinMs: 0, leaveMs: 300 },
        { node: 0, joinMs: 700 },
      ]),
    ).toEqual([
      { kind: 'crash', at: 0, durationMs: 500, nodes: [1] },
      { kind: 'crash', at: 300, durationMs: 400, nodes: [0] },
      { kind: 'crash', at: 900, nodes: [1] },
    ])
  })

  it('that contradicts itself is refused', () => {
    const first = { node: 0, joinMs: 10, leaveMs: 20 }
    expect(() => churnFromTrace([first, { node: 0, joinMs: 15 }])).toThrow('overlap at 15 ms')
    expect(() => churnFromTrace([first, { node: -1, joinMs: 15 }])).toThrow('sessions[1].node: ')
    expect(() => churnFromTrace([{ node: 0, joinMs: 5, leaveMs: 4 }])).toThrow('sessions[0].leaveMs: ')
  })
})
