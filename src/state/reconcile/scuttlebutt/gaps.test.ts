import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runSchedule, Schedule, type Step } from '../../../experiments/scuttlebutt/schedule.ts'

const number = fc.nat(0xffff)
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('write' as const), node: number, key: number }) },
  { weight: 20, arbitrary: fc.record({ kind: fc.constant('exchange' as const), node: number, with: number }) },
  { weight: 40, arbitrary: fc.record({ kind: fc.constant('deliver' as const), mail: number }) },
  { weight: 10, arbitrary: fc.record({ kind: fc.constantFrom('double' as const, 'lose' as const), mail: number }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('restart' as const), node: number }) },
)
const options = fc.record({
  nodes: fc.integer({ min: 2, max: 4 }),
  seed: fc.nat(),
  ordering: fc.constantFrom('depth' as const, 'breadth' as const),
  countsStarts: fc.boolean(),
})

describe('whatever is lost, doubled, late or out of order, and whoever restarts', () => {
  it('no version is missing below the one that a node claims, and no digest falls, in 10,000 schedules', () => {
    const property = fc.property(
      options,
      fc.array(step, { minLength: 20, maxLength: 70, size: 'max' }),
      (own, steps) => {
        const schedule = new Schedule(own)
        for (const one of steps) expect(schedule.step(one)).toBeUndefined()
      },
    )
    fc.assert(property, { numRuns: 10_000, seed: 20_080_915 })
  }, 300_000)

  it('in peace all hold the same in the end', () => {
    for (let seed = 1; seed <= 150; seed++) expect(runSchedule(seed)).toBeUndefined()
  })
})
