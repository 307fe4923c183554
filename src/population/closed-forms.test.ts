import { describe, expect, it } from 'vitest'
import {
  finalResidue,
  infectAndDieCoverage,
  pushRoundsBounds,
  reachAllChance,
  roundsEstimate,
  rumorResidue,
} from './closed-forms.ts'

describe('closed forms', () => {
  it('give the residues that Demers states: 20 % and 6 %', () => {
    expect(rumorResidue(1)).toBeCloseTo(0.2032, 4)
    expect(rumorResidue(2)).toBeCloseTo(0.0595, 4)
  })

  it('solve their equation', () => {
    for (const r of [1.0001, 1.5, 2, 5, 40]) {
      const s = finalResidue(r)
      expect(Math.abs(s - Math.exp(-r * (1 - s)))).toBeLessThan(1e-12)
      expect(s).toBeLessThan(1)
    }
    expect([finalResidue(1), finalResidue(0.3)]).toEqual([1, 1])
  })

  it('give the coverage of infect-and-die and its chance to reach all', () => {
    const coverages = [2, 3, 4, 5, 6].map((fanout) => Number(infectAndDieCoverage(fanout).toFixed(4)))
    expect(coverages).toEqual([0.7968, 0.9405, 0.9802, 0.993, 0.9975])
    expect([6, 8, 12].map((fanout) => Number(reachAllChance(1000, fanout).toFixed(3)))).toEqual([0.084, 0.715, 0.994])
  })

  it('bound the rounds of push by whole powers of two', () => {
    expect(pushRoundsBounds(1024).least).toBeCloseTo(10 + Math.log(1024) - 1.116, 12)
    expect(pushRoundsBounds(1000).least).toBeCloseTo(9 + Math.log(1000) - 1.116, 12)
    expect(pushRoundsBounds(1025).most).toBeCloseTo(11 + Math.log(1025) + 2.765, 12)
  })

  it('estimate rounds', () => {
    expect(roundsEstimate('push', 1000)).toBeCloseTo(Math.log2(1000) + Math.log(1000), 10)
    expect(roundsEstimate('pull', 1000)).toBeCloseTo(Math.log2(1000) + Math.log2(Math.log(1000)), 10)
    expect(roundsEstimate('push-pull', 1000)).toBeCloseTo(Math.log(1000) / Math.log(3) + Math.log2(Math.log(1000)), 10)
  })
})
