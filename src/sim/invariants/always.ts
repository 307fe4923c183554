import type { Invariant } from './invariant.ts'

/** `holds` is true whenever it is asked. */
export function always<S>(name: string, holds: (sim: S) => boolean, everyMs?: number): Invariant<S> {
  return invariant(name, (sim) => (holds(sim) ? undefined : 'it does not hold'), everyMs)
}

/** `happens` is never true. */
export function never<S>(name: string, happens: (sim: S) => boolean, everyMs?: number): Invariant<S> {
  return invariant(name, (sim) => (happens(sim) ? 'it happened' : undefined), everyMs)
}

/**
 * `holds` has been true at least once by `deadlineMs` of virtual time. It is asked every `everyMs` (default 10 ms), so
 * what holds for a shorter time may go unseen, and what comes to hold late by less may pass. Each simulation that it is
 * added to is judged by itself.
 */
export function eventually<S extends { readonly now: number }>(
  name: string,
  holds: (sim: S) => boolean,
  deadlineMs: number,
  everyMs = 10,
): Invariant<S> {
  const held = new WeakSet<S>()
  const check = (sim: S): string | undefined => {
    if (held.has(sim)) return undefined
    if (holds(sim)) held.add(sim)
    else if (sim.now >= deadlineMs) return `it has not come to hold by ${deadlineMs} ms`
    return undefined
  }
  return { name, check, everyMs }
}

function invariant<S>(name: string, check: (sim: S) => string | undefined, everyMs: number | undefined): Invariant<S> {
  return everyMs === undefined ? { name, check } : { name, check, everyMs }
}
