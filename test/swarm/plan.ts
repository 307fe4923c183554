import { below, deriveSeed, Rng } from '../../src/base/rng.ts'
import {
  drawKnobs,
  type Fault,
  type FaultSchedule,
  type Knobs,
  RANDOM_FAULTS,
  randomSchedule,
} from '../../src/sim/index.ts'
import { KNOBS } from './knobs.ts'

/** Every choice of a run. Plain data. */
export interface Plan {
  readonly nodes: number
  readonly durationMs: number
  readonly loss: number
  /** Whether each message is really encoded and decoded. */
  readonly wire: boolean
  /** Settings that are extreme in this run. */
  readonly knobs: Knobs
  /** Whether nodes send heartbeats beside probes, and suspect each other for silence. */
  readonly heartbeats: boolean
  /** Times count from the beginning of the run. */
  readonly schedule: FaultSchedule
}

/** How long a cluster has to form before its faults begin. */
export const SETTLE_MS = 15_000

/** Every choice of a run, from its seed alone. */
export function planOf(seed: number): Plan {
  const rng = new Rng(deriveSeed(seed, 0x5eed))
  const random = (): number => rng.next()
  const nodes = 3 + below(random, 38)
  const durationMs = 30_000 + below(random, 90_000)
  const intensity = 2 + below(random, 10)
  const restarts = below(random, 2) === 0
  const kinds = RANDOM_FAULTS
  const wanted = { nodes, durationMs, intensity, restarts, kinds, waiting: 0.2, repeated: 0.2 }
  const schedule = randomSchedule(rng, wanted)
  const loss = below(random, 4) / 100
  const knobs = seed % 2 === 0 ? drawKnobs(seed, KNOBS) : {} // the other half is what ships, as it ships
  const [wire, heartbeats] = [seed % 5 === 0, seed % 3 === 0]
  return { nodes, durationMs, loss, wire, heartbeats, knobs, schedule: schedule.map(later) }
}

/** The same fault in a cluster that has formed. */
function later(fault: Fault): Fault {
  const at = fault.at + SETTLE_MS
  const { when } = fault
  return when?.untilMs === undefined
    ? { ...fault, at }
    : { ...fault, at, when: { ...when, untilMs: when.untilMs + SETTLE_MS } }
}
