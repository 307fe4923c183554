import { whole } from '../check.ts'
import type { Simulation } from '../engine/simulation.ts'
import type { TraceEntry } from '../trace/trace-entry.ts'
import type { TraceMode } from '../trace/recorder.ts'

/** Makes the simulation anew, ready to run: nodes, faults and workload are in it. */
export type MakeSimulation = (trace: TraceMode) => Simulation

/** Where two runs part. */
export interface Difference {
  /** How many events both had in common. */
  readonly event: number
  /** What the next event left in the trace of each. */
  readonly first: readonly TraceEntry[]
  readonly second: readonly TraceEntry[]
}

/** What comes of running twice. */
export interface Comparison {
  readonly isEqual: boolean
  /** Of the first run. */
  readonly traceHash: string
  readonly events: number
  /** Missing if the runs are equal, or if they do not part when they are run once more. */
  readonly difference?: Difference
}

const CHECKPOINT_EVENTS = 1024

/**
 * Runs the same simulation twice, to find what is not determined by its seed. The rolling hash of a trace stays
 * different once it is, so the first checkpoint that differs is found by bisection; from the one before it the runs are
 * made again, event by event.
 * @param untilMs to which virtual time both run
 * @param everyEvents between two checkpoints
 */
export function compareRuns(
  make: MakeSimulation,
  untilMs: number,
  everyEvents: number = CHECKPOINT_EVENTS,
): Comparison {
  const every = whole(everyEvents, 1, 'everyEvents')
  const [first, second] = [record(make('hash'), untilMs, every), record(make('hash'), untilMs, every)]
  const { traceHash, events } = first
  if (second.traceHash === traceHash && second.events === events) return { isEqual: true, traceHash, events }
  const same = firstDifferent(first.hashes, second.hashes)
  const difference = stepThrough([make('full'), make('full')], same * every, untilMs)
  return { isEqual: false, traceHash, events, ...(difference === undefined ? {} : { difference }) }
}

interface Recording {
  /** After each checkpoint, in order. */
  readonly hashes: readonly string[]
  readonly traceHash: string
  readonly events: number
}

function record(sim: Simulation, untilMs: number, every: number): Recording {
  const hashes: string[] = []
  while (sim.runEvents(every, untilMs) === every) hashes.push(sim.traceHash)
  return { hashes, traceHash: sim.traceHash, events: sim.counters.events }
}

/** The place of the first hash that differs, by bisection; the common length if none does. */
function firstDifferent(first: readonly string[], second: readonly string[]): number {
  let [low, high] = [0, Math.min(first.length, second.length)]
  while (low < high) {
    const middle = (low + high) >> 1
    if (first[middle] === second[middle]) low = middle + 1
    else high = middle
  }
  return low
}

function stepThrough([first, second]: [Simulation, Simulation], from: number, untilMs: number): Difference | undefined {
  for (const sim of [first, second]) sim.runEvents(from, untilMs)
  for (let event = from; ; event++) {
    const [before, beforeSecond] = [first.trace.length, second.trace.length]
    const [one, other] = [first.runEvents(1, untilMs), second.runEvents(1, untilMs)]
    if (first.traceHash !== second.traceHash || one !== other) {
      return { event, first: first.trace.slice(before), second: second.trace.slice(beforeSecond) }
    }
    if (one === 0) return undefined
  }
}
