import { atLeast } from '../check.ts'
import type { Invariant, InvariantKind } from './invariant.ts'

/** `holds` is true whenever it is asked. */
export function always<S>(name: string, holds: (sim: S) => boolean, everyMs?: number): Invariant<S> {
  return invariant('always', name, (sim) => (holds(sim) ? undefined : 'it does not hold'), everyMs)
}

/** `happens` is never true. */
export function never<S>(name: string, happens: (sim: S) => boolean, everyMs?: number): Invariant<S> {
  return invariant('never', name, (sim) => (happens(sim) ? 'it happened' : undefined), everyMs)
}

/** When something must come to hold: by a virtual time, or within so long after the faults are healed. */
export type Bound = number | { readonly healedAtMs: number; readonly withinMs: number }

/**
 * `holds` is true at least once by a deadline; what held before the healing does not count. It is asked every `everyMs`
 * (default 10 ms), so what holds for a shorter time may go unseen, and what comes to hold late by less may pass. Each
 * simulation that it is added to is judged by itself. A run that ends before the deadline is not judged.
 * @throws RangeError that names the field, for a deadline that never comes
 */
export function eventually<S extends { readonly now: number }>(
  name: string,
  holds: (sim: S) => boolean,
  bound: Bound,
  everyMs = 10,
): Invariant<S> {
  const { healedAtMs, withinMs } = typeof bound === 'number' ? { healedAtMs: 0, withinMs: bound } : bound
  const fromMs = atLeast(healedAtMs, 0, 'healedAtMs')
  const deadlineMs = fromMs + atLeast(withinMs, 0, 'withinMs')
  const held = new WeakSet<S>()
  const check = (sim: S): string | undefined => {
    if (sim.now < fromMs || held.has(sim)) return undefined
    if (holds(sim)) held.add(sim)
    else if (sim.now >= deadlineMs) return `it has not come to hold by ${deadlineMs} ms`
    return undefined
  }
  return { name, kind: 'eventually', check, everyMs }
}

/**
 * `happens` is true at least once in the run: a run that never gets there has not tested what it should, and fails when
 * it is finished (`Simulation.finish`). Each simulation that it is added to is judged by itself.
 */
export function sometimes<S extends object>(
  name: string,
  happens: (sim: S) => boolean,
  everyMs?: number,
): Invariant<S> {
  const happened = new WeakSet<S>()
  const look = (sim: S): undefined => {
    if (!happened.has(sim) && happens(sim)) happened.add(sim)
    return undefined
  }
  const atEnd = (sim: S): string | undefined => {
    look(sim)
    return happened.has(sim) ? undefined : 'it has never happened'
  }
  return { ...invariant('sometimes', name, look, everyMs), atEnd }
}

function invariant<S>(
  kind: InvariantKind,
  name: string,
  check: (sim: S) => string | undefined,
  everyMs: number | undefined,
): Invariant<S> {
  return everyMs === undefined ? { name, kind, check } : { name, kind, check, everyMs }
}
