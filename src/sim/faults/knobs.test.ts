import { describe, expect, it } from 'vitest'
import { checkKnobs, drawKnobs, type KnobChoices, type Knobs } from './knobs.ts'

const CHOICES: KnobChoices = { buffer: [1, 8], lag: [20], order: [{ probability: 1 }], isEager: [false] }

function drawn(choices: KnobChoices, seeds = 2000): Knobs[] {
  return Array.from({ length: seeds }, (_, seed) => drawKnobs(seed, choices))
}

describe('knobs', () => {
  it('are each turned in a quarter of the runs, to each of their values', () => {
    const runs = drawn(CHOICES)
    for (const name of Object.keys(CHOICES)) {
      expect(runs.filter((knobs) => name in knobs).length / runs.length).toBeCloseTo(0.25, 1)
    }
    expect(new Set(runs.map(({ buffer }) => buffer))).toEqual(new Set([undefined, 1, 8]))
    expect(Object.keys(drawKnobs(1, CHOICES, 1))).toEqual(Object.keys(CHOICES))
    expect(drawKnobs(1, CHOICES, 0)).toEqual({})
  })

  it('follow from the seed and their own names: one that is taken out moves no other', () => {
    const { lag: _, ...fewer } = CHOICES
    const without = drawn(CHOICES).map(({ lag: __, ...knobs }) => knobs)
    expect(drawn(fewer)).toEqual(without)
    expect(new Set(drawn(CHOICES).map((knobs) => JSON.stringify(knobs))).size).toBeGreaterThan(20)
  })

  it('are taken from outside if there are such, and such values', () => {
    for (const knobs of drawn(CHOICES, 50))
      expect(checkKnobs(JSON.parse(JSON.stringify(knobs)), CHOICES)).toEqual(knobs)
    const wrong: [string, unknown][] = [
      ['knobs', undefined],
      ['knobs', []],
      ['knobs.colour', { colour: 'red' }],
      ['knobs.toString', { toString: 1 }],
      ['knobs.buffer', { buffer: 2 }],
      ['knobs.order', { order: { probability: 0.5 } }],
    ]
    for (const [field, knobs] of wrong) expect(() => checkKnobs(knobs, CHOICES), field).toThrow(`${field}: `)
  })
})
