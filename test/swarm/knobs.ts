import { namedSeed } from '../../src/base/rng.ts'
import type { Env } from '../../src/core/env.ts'
import type { SwimOptions } from '../../src/membership/swim/options.ts'
import type { KnobChoices, Knobs, MakeLayer, NetworkOptions, SimOptions } from '../../src/sim/index.ts'
import { LateTimers } from './late-timers.ts'

/** Settings of a run that may be extreme, by where they belong: README.md says what is left out, and why. */
export const KNOBS: KnobChoices = {
  'sim.packetBudget': [200, 400],
  'sim.serviceMs': [1, 2],
  'sim.driftPpm': [1000, 50_000],
  'timers.lateMs': [20, 200],
  'network.receiveBuffer': [1, 8],
  'network.duplication': [0.3, 1],
  'network.reordering': [{ probability: 0.3, maxMs: 100 }],
  'network.jitterMs': [20, 50],
  'network.bandwidth': [{ bytesPerSecond: 30_000, queueBytes: 4000 }],
  'network.streamTimeoutMs': [1000],
  'swim.probeIntervalMs': [500, 3000],
  'swim.probeTimeoutMs': [100],
  'swim.indirectChecks': [0, 10],
  'swim.retransmitMult': [1, 16],
  'swim.suspicionMult': [1, 16],
  'swim.suspicionMaxTimeoutMult': [1, 30],
  'swim.pushPullIntervalMs': [2000],
  'swim.gossipIntervalMs': [20, 1000],
  'swim.gossipNodes': [1, 10],
  'swim.gossipToTheDeadMs': [0, 300_000],
  'swim.awarenessMaxMultiplier': [1, 64],
  'swim.localHealth': [false],
  'swim.dynamicSuspicion': [false],
  'swim.buddySystem': [false],
  'swim.nacks': [false],
  'swim.streamPing': [false],
  'swim.eagerGossip': [false],
  'swim.confirmFirst': [false],
  'swim.refusalEvidence': [false],
  'swim.earlyHelp': [false],
  'swim.fairHearing': [false],
}

/** Turned knobs in words; empty if there are none. */
export function knobsText(knobs: Knobs): string {
  return Object.entries(knobs)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ')
}

/** What turned knobs mean for SWIM. */
export function swimKnobs(knobs: Knobs): Partial<SwimOptions> {
  return belonging(knobs, 'swim.')
}

/** What turned knobs mean for the network. */
export function networkKnobs(knobs: Knobs): NetworkOptions {
  return belonging(knobs, 'network.')
}

/** What turned knobs mean for the machines. */
export function simKnobs(knobs: Knobs): Pick<SimOptions, 'packetBudget' | 'serviceMs' | 'driftPpm'> {
  return belonging(knobs, 'sim.')
}

/** The layers of a node as turned knobs would have them. */
export function withKnobs(make: MakeLayer, knobs: Knobs, seed: number): MakeLayer {
  const lateMs = knobs['timers.lateMs']
  if (typeof lateMs !== 'number') return make
  return (env: Env) => make(new LateTimers(env, lateMs, namedSeed(seed, 'timers.lateMs')))
}

/** The knobs of a group, by their names within it: the values are what {@link KNOBS} says. */
function belonging<T extends object>(knobs: Knobs, group: string): T {
  const own = Object.entries(knobs).filter(([name]) => name.startsWith(group))
  return Object.fromEntries(own.map(([name, value]) => [name.slice(group.length), value])) as T
}
