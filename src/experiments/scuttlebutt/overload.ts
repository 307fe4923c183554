import { unit } from '../../base/rng.ts'
import type { Message } from '../../core/message.ts'
import type { ScuttlebuttMessage, ScuttlebuttOptions } from '../../state/index.ts'
import { breathe } from '../measure.ts'
import { LoadedCluster, type Staleness } from './loaded-cluster.ts'
import { scuttlebuttSize } from './size-of.ts'

/** Keys of each participant, the paper's. */
export const KEYS = 64
/** Bytes of each value (our choice). */
export const VALUE_BYTES = 8
/** Bytes of updates in a message: what a packet of memberlist's carries. */
export const MTU_BYTES = 1398
/** So many updates of these sizes are that, if nothing else were in the message. */
export const MTU_UPDATES: number = Math.floor(MTU_BYTES / 22)
/** Virtual seconds: to settle, then from the overload's beginning to its end, then until the end. */
export const TIMES = { settle: 15, begin: 15, end: 75, over: 120 } as const
/** What is offered, as shares of what the MTU admits: each node sends and is sent about two messages a second. */
export const OFFERED = { before: 0.25, during: 2 } as const
/** What a rate begins with, updates per second: anything in between, so that there is something to make equal. */
export const FIRST_RATES = { least: 0.2, most: 1.8 } as const

/** What was seen at one moment. */
export interface Sample extends Staleness {
  /** Seconds since the cluster had settled. */
  readonly at: number
  /** Jain's index of the rates: 1 if all are equal. */
  readonly fairness: number
  /** Updates made since the beginning, by all. */
  readonly made: number
}

/** One run of the paper's overload. */
export interface OverloadRun {
  readonly seed: number
  readonly participants: number
  readonly ordering: ScuttlebuttOptions['ordering']
  readonly flowControl: boolean
  /** Whether the MTU counts updates, as the paper's does, and not bytes. */
  readonly countsUpdates?: boolean
  readonly signal: AbortSignal
}

/** Offers little, then twice what the MTU admits, then little again, and looks once a second. */
export async function overload(run: OverloadRun): Promise<Sample[]> {
  const { seed, participants } = run
  const byCount = { sizeOf: updatesIn, exchangeBytes: MTU_UPDATES }
  const { sizeOf, exchangeBytes } = run.countsUpdates ? byCount : { sizeOf: scuttlebuttSize, exchangeBytes: MTU_BYTES }
  const { ordering, flowControl } = run
  const settings = { ordering, flowControl, exchangeBytes, rate: 1, burst: 1 }
  const firstRate = (random: () => number): number =>
    FIRST_RATES.least + (FIRST_RATES.most - FIRST_RATES.least) * unit(random)
  const cluster = new LoadedCluster({
    seed,
    participants,
    keys: KEYS,
    valueBytes: VALUE_BYTES,
    settings,
    sizeOf,
    firstRate,
  })
  const admitted = (2 * MTU_UPDATES) / participants
  const look = (at: number): Sample => {
    return { at, ...cluster.staleness(), fairness: jain(cluster.rates), made: sum(cluster.made) }
  }
  const samples = [look(-TIMES.settle)]
  for (let at = -TIMES.settle; at < TIMES.over; at++) {
    const isOver = at >= TIMES.begin && at < TIMES.end
    cluster.load(admitted * (isOver ? OFFERED.during : OFFERED.before))
    cluster.sim.run(1000)
    samples.push(look(at + 1))
    if (at % 10 === 0) await breathe(run.signal)
  }
  return samples
}

/** Jain, Chiu, Hawe, DEC-TR-301 (1984): (Σx)² / n·Σx². */
export function jain(values: readonly number[]): number {
  const squares = values.reduce((all, value) => all + value * value, 0)
  return (sum(values) * sum(values)) / (values.length * squares)
}

/** The slope of a line through points, by least squares. */
export function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const meanX = sum(points.map(([x]) => x)) / points.length
  const meanY = sum(points.map(([, y]) => y)) / points.length
  const below = sum(points.map(([x]) => (x - meanX) * (x - meanX)))
  return sum(points.map(([x, y]) => (x - meanX) * (y - meanY))) / below
}

/** The sum of all. */
export function sum(values: readonly number[]): number {
  return values.reduce((all, value) => all + value, 0)
}

function updatesIn(message: Message): number {
  const { groups = [] } = message as Partial<Extract<ScuttlebuttMessage, { groups: unknown }>>
  return groups.reduce((all, { updates }) => all + updates.length, 0)
}
