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
 * what holds for a shorter time may go unseen.
 */
export function eventually<S extends { readonly now: number }>(
  name: string,
  holds: (sim: S) => boolean,
  deadlineMs: number,
  everyMs = 10,
): Invariant<S> {
  let hasHeld = false
  const check = (sim: S): string | undefined => {
    if (!hasHeld) hasHeld = holds(sim)
    return hasHeld || sim.now < deadlineMs ? undefined : `it has not come to hold by ${deadlineMs} ms`
  }
  return { name, check, everyMs }
}

function invariant<S>(name: string, check: (sim: S) => string | undefined, everyMs: number | undefined): Invariant<S> {
  return everyMs === undefined ? { name, check } : { name, check, everyMs }
}
