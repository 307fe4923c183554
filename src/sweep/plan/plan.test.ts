import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseSweep } from './sweep-file.ts'
import { pointAt, pointCount, shardRange, type SweepPlan } from './sweep-plan.ts'

function parse(text: string): SweepPlan {
  return parseSweep(text, 's.yaml')
}

function refusal(text: string): string {
  try {
    parse(text)
  } catch (error) {
    return (error as Error).message
  }
  return 'accepted'
}

const GOOD = `
task: spread
grid:
  nodes: [8, 16]
  loss: { from: 0, to: 0.3, steps: 4 }
seeds: 3
fixed:
  latencyMs: 2
  plain: true
`

describe('a sweep file', () => {
  it('is a grid of points, seeds fastest, in the order of the file', () => {
    const plan = parse(GOOD)
    expect(pointCount(plan)).toBe(24)
    const points = Array.from({ length: 24 }, (_, i) => pointAt(plan, i))
    expect(points.slice(0, 4).map(({ seed, parameters: { nodes, loss } }) => [nodes, loss, seed])).toEqual([
      [8, 0, 1],
      [8, 0, 2],
      [8, 0, 3],
      [8, 0.1, 1],
    ])
    expect(points[23]).toMatchObject({
      index: 23,
      seed: 3,
      parameters: { nodes: 16, loss: 0.3, latencyMs: 2, plain: 1 },
    })
    expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(24)
  })

  it('may be JSON, with seeds as a list, or have nothing but a task', () => {
    const plan = parse('{"task": "spread", "seeds": [9, 4]}')
    expect([0, 1].map((i) => pointAt(plan, i).seed)).toEqual([9, 4])
    expect(pointCount(parse('task: spread'))).toBe(1)
  })

  it('steps without the dust of rounding', () => {
    const plan = parse('task: spread\ngrid: { loss: { from: 0, to: 0.7, steps: 8 } }')
    expect(plan.axes[0]?.values).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
  })

  it('says where something is wrong, and what is meant', () => {
    expect(refusal('task: spraed')).toMatch(/^s\.yaml:1: unknown task "spraed"; did you mean "spread"\?/)
    expect(refusal('task: spread\ngrid:\n  nods: [3]')).toMatch(/^s\.yaml:3: unknown parameter "nods"; .*"nodes"/)
    expect(refusal('task: spread\nfixed:\n  los: 0.1')).toMatch(/^s\.yaml:3: unknown parameter "los"; .*"loss"/)
    expect(refusal('task: spread\nseed: 3')).toMatch(/^s\.yaml:2: unknown key "seed"; did you mean "seeds"/)
    expect(refusal('grid: {}')).toMatch(/^s\.yaml: lacks "task": one of /)
    expect(refusal('- 1')).toBe('s.yaml:1: must be a map, as in "task: spread"')
    expect(refusal('task: spread\ngrid:')).toBe('s.yaml:2: grid must be a map, as in "nodes: [8, 16]"')
    expect(refusal('task: spread\nfixed: 3')).toBe('s.yaml:2: fixed must be a map, as in "nodes: 8"')
    expect(refusal('task: spread\n  x: [')).toMatch(/^s\.yaml:\d/)
  })

  it('refuses values that cannot be, with their line', () => {
    const grid = (text: string): string => refusal(`task: spread\ngrid:\n  ${text}`)
    expect(grid('nodes: [3, 2]')).toBe('s.yaml:3: nodes is 2, but must be a whole number from 3 to 1000')
    expect(grid('nodes: 3')).toMatch(/^s\.yaml:3: nodes must be a list/)
    expect(grid('nodes: []')).toBe('s.yaml:3: nodes has no value')
    expect(grid('nodes: [3, 4, 3]')).toBe('s.yaml:3: nodes has 3 twice')
    expect(grid('nodes: [three]')).toBe('s.yaml:3: nodes must be a number')
    expect(grid('loss: { from: 0, to: 1 }')).toMatch(/^s\.yaml:3: loss must have from, to and steps/)
    expect(grid('loss: { from: 0, to: 0.5, steps: 1 }')).toMatch(/at least 2 steps/)
    expect(refusal('task: spread\nseeds: 0')).toMatch(/^s\.yaml:2: seeds must be how many seeds/)
    expect(refusal('task: spread\nseeds: [1.5]')).toMatch(/^s\.yaml:2: seeds must be whole numbers/)
    expect(refusal('task: spread\ngrid: { loss: [0] }\nfixed: { loss: 0 }')).toBe(
      's.yaml:3: loss stands in the grid too',
    )
  })

  it('is refused with its size when it is too large, before its points exist', () => {
    const axis = '{ from: 0, to: 0.9, steps: 9000000000000 }'
    expect(refusal(`task: spread\ngrid: { loss: ${axis} }\nseeds: 1000000`)).toBe(
      's.yaml: has 9000000000000000000 points, the most is 1000000',
    )
  })
})

describe('shards', () => {
  it('cover every point once, in order', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.integer({ min: 1, max: 200 }), (points, shards) => {
        const ranges = Array.from({ length: shards }, (_, i) => shardRange(points, i + 1, shards))
        expect(ranges[0]?.from).toBe(0)
        expect(ranges.at(-1)?.to).toBe(points)
        for (const [i, range] of ranges.entries()) expect(range.to).toBe(ranges[i + 1]?.from ?? points)
      }),
    )
  })
})
