import { describe, expect, it } from 'vitest'
import { findTask, tasks } from './index.ts'
import { measure, refuseValue, type Results } from './task.ts'

function run(name: string, parameters: Record<string, number>, seed: number): Results {
  const task = findTask(name)
  if (task === undefined) throw new Error(`no task ${name}`)
  return measure(task, parameters, seed)
}

describe('every task', () => {
  for (const task of tasks) {
    it(`gives equal results for an equal seed, others for another, and what it says: ${task.name}`, () => {
      const first = measure(task, { nodes: 6 }, 7)
      expect(measure(task, { nodes: 6 }, 7)).toEqual(first)
      expect(measure(task, { nodes: 6 }, 8)).not.toEqual(first)
      expect(Object.keys(first)).toEqual(Object.keys(task.results))
    })

    it(`has defaults that it would accept: ${task.name}`, () => {
      const refused = Object.values(task.parameters).filter((spec) => refuseValue(spec.default, spec) !== undefined)
      expect(refused).toEqual([])
    })
  }
})

describe('a death in a cluster', () => {
  it('is found by every survivor, and by none before the first', () => {
    const results = run('swim-detection', { nodes: 12 }, 1)
    expect(results).toMatchObject({ detectedBy: 11, falsePositives: 0 })
    expect(results['fullMs']).toBeGreaterThanOrEqual(results['firstMs'] as number)
  })

  it('takes longer to find when the host is gone too, and longer still with longer suspicions', () => {
    const [refused, silent, patient] = [{}, { silent: 1 }, { silent: 1, suspicionMult: 8 }].map((parameters) => {
      const times = [1, 2, 3].map((seed) => run('swim-detection', { nodes: 12, ...parameters }, seed)['fullMs'] ?? 1e9)
      return times.reduce((sum, ms) => sum + ms, 0)
    }) as [number, number, number]
    expect(refused).toBeLessThan(silent)
    expect(silent).toBeLessThan(patient)
  })

  it('that is not watched long enough is not found', () => {
    expect(run('swim-detection', { watchMs: 10 }, 1)).toMatchObject({ firstMs: null, fullMs: null, detectedBy: 0 })
  })

  it('costs more traffic with shorter intervals', () => {
    const [slow, fast] = [1000, 250].map((probeIntervalMs) =>
      Number(run('swim-detection', { probeIntervalMs }, 1)['messagesPerNodeSecond']),
    ) as [number, number]
    expect(fast).toBeGreaterThan(2 * slow)
  })
})

describe('an event to all', () => {
  it('reaches every node, half of them before all', () => {
    const results = run('spread', { nodes: 20 }, 1)
    expect(results['reached']).toBe(20)
    expect(results['halfMs']).toBeLessThan(results['allMs'] as number)
    expect(results['copies']).toBeGreaterThanOrEqual(19)
  })

  it('reaches all later where the way is long', () => {
    const [near, far] = [1, 100].map((latencyMs) => Number(run('spread', { nodes: 20, latencyMs }, 1)['allMs']))
    expect(near).toBeLessThan(far as number)
  })
})

describe('a measurement', () => {
  it('is refused where it is no number', () => {
    const broken = { name: 'b', about: '', parameters: {}, results: { x: '' }, run: () => ({ x: Number.NaN }) }
    expect(() => measure(broken, {}, 1)).toThrow('b gave x = NaN')
  })
})

describe('the value of a parameter', () => {
  it('must lie within its bounds, and be whole where it counts something', () => {
    const spec = { default: 3, least: 1, most: 5, whole: true, about: '' }
    expect(refuseValue(5, spec)).toBeUndefined()
    for (const value of [0, 6, 2.5, Number.NaN]) expect(refuseValue(value, spec)).toContain('whole number from 1 to 5')
    expect(refuseValue(2.5, { ...spec, whole: false })).toBeUndefined()
  })
})
