import { describe, expect, it } from 'vitest'
import { finalResidue, rumorResidue } from '../closed-forms.ts'
import { integrate, type OdePoint } from './dormand-prince.ts'
import { type EpidemicPoint, rumor, sir } from './epidemics.ts'

describe('the integrator', () => {
  const decay = (_t: number, y: Float64Array, out: Float64Array): void => {
    out[0] = -(y[0] as number)
  }

  it('meets the solution that is known, ever better with a smaller tolerance', () => {
    const errorAt = (relative: number): number => {
      const end = integrate(decay, [1], { from: 0, to: 5, relative }).at(-1) as OdePoint
      return Math.abs((end.y[0] as number) / Math.exp(-5) - 1)
    }
    expect(errorAt(1e-6)).toBeLessThan(1e-5)
    expect(errorAt(1e-10)).toBeLessThan(1e-9)
  })

  it('has order five: an oscillator returns after a period', () => {
    const end = integrate((_t, y, out) => out.set([y[1] as number, -(y[0] as number)]), [1, 0], {
      from: 0,
      to: 2 * Math.PI,
      relative: 1e-11,
    })
    expect(end.length).toBeLessThan(600)
    expect((end.at(-1) as OdePoint).y[0]).toBeCloseTo(1, 9)
    expect((end.at(-1) as OdePoint).y[1]).toBeCloseTo(0, 9)
  })

  it('lets time enter, and ends where it is told to', () => {
    const points = integrate((t, _y, out) => out.set([2 * t]), [0], {
      from: 0,
      to: 9,
      until: (_t, y) => (y[0] as number) > 1,
    })
    const { t, y } = points.at(-1) as OdePoint
    expect(y[0]).toBeCloseTo(t * t, 9)
    expect(t).toBeLessThan(9)
  })

  it('refuses times that it would never reach', () => {
    for (const [from, to] of [
      [0, Number.POSITIVE_INFINITY],
      [Number.NaN, 1],
      [1, 0],
    ] as const)
      expect(() => integrate(decay, [1], { from, to })).toThrow(`not from ${from} to ${to}`)
  })

  it('gives up where the solution ends', () => {
    const blowUp = (): unknown => integrate((_t, y, out) => out.set([(y[0] as number) ** 2]), [1], { from: 0, to: 2 })
    expect(blowUp).toThrow('cannot be integrated beyond t = 0.99999')
  })
})

describe('the epidemic models', () => {
  const end = (points: readonly EpidemicPoint[]): number => (points.at(-1) as EpidemicPoint).susceptible

  it('end at the residue of the closed form', () => {
    for (const k of [1, 2, 3]) expect(end(rumor(k, { infective: 1e-9 }))).toBeCloseTo(rumorResidue(k), 7)
    for (const r of [1.5, 2, 4]) expect(end(sir(r, 1, { infective: 1e-9 }))).toBeCloseTo(finalResidue(r), 7)
  })

  it('lose nobody: each share stays between 0 and 1, and the susceptible never grow', () => {
    const points = sir(3, 1, { infective: 0.01 })
    expect(
      points.every(({ susceptible, infective }) => susceptible > 0 && infective > 0 && susceptible + infective <= 1),
    ).toBe(true)
    expect(
      points.every(({ susceptible }, i) => i === 0 || susceptible < (points[i - 1] as EpidemicPoint).susceptible),
    ).toBe(true)
  })
})
