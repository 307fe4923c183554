import { describe, expect, it } from 'vitest'
import type { Env } from '../../core/env.ts'
import type { Layer } from '../../core/layer.ts'
import { Stack } from '../../core/stack.ts'
import { Simulation } from './simulation.ts'

/** Sets one timer at random within 20 ms, and notes what is asked of it. */
class Sleeper implements Layer {
  readonly steps: number[] = []
  touchedInTime = 0
  readonly #env: Env

  constructor(env: Env) {
    this.#env = env
  }

  start(): void {
    this.#env.setTimer(this.#env.random() % 20, 0, 0)
  }

  onMessage(): void {}

  onTimer(): void {
    this.touchedInTime = this.steps.length
  }

  onEvent(): void {}

  touch(step: number): number {
    return this.steps.push(step)
  }
}

/** @returns the layers after all their timers have fired, and the trace */
function run(nodes: number, make: (env: Env) => Sleeper = (env) => new Sleeper(env)): [Sleeper[], string] {
  const sim = new Simulation({ seed: 3 })
  const layers: Sleeper[] = []
  for (let i = 0; i < nodes; i++) {
    sim.addNode((env) => {
      const stack = new Stack(env)
      layers.push(stack.add({}, make))
      return stack
    })
  }
  sim.run(20)
  return [layers, sim.traceHash]
}

describe('foresight', () => {
  it('touches the nodes of a large simulation before their events, one step after the other', () => {
    const [layers] = run(6000)
    const inTime = layers.filter(({ touchedInTime }) => touchedInTime > 0)
    expect(inTime.length).toBeGreaterThan(5500)
    for (const { steps } of inTime) expect(steps.slice(0, 3)).toEqual([0, 1, 2])
  })

  it('leaves a small one alone, whose memory is at hand', () => {
    const [layers] = run(1000)
    expect(layers.flatMap(({ steps }) => steps)).toEqual([])
  })

  it('changes nothing of what happens', () => {
    const blind = (env: Env): Sleeper => Object.assign(new Sleeper(env), { touch: undefined })
    expect(run(6000, blind)[1]).toBe(run(6000)[1])
  })
})
