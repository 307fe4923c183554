import { deriveSeed } from '../../base/rng.ts'
import { wilsonInterval } from '../../base/wilson.ts'
import { whole } from '../check.ts'
import type { Simulation } from '../engine/simulation.ts'
import { InvariantError } from '../invariants/invariant.ts'

/** A moment of a run: a virtual time, or how many events have happened. */
export type Moment = { readonly atMs: number } | { readonly event: number }

/** Runs a simulation anew up to a moment. There are no snapshots: the seed and the moment are the snapshot. */
export function runTo(make: () => Simulation, moment: Moment): Simulation {
  const sim = make()
  if ('atMs' in moment) sim.run(moment.atMs - sim.now)
  else sim.runEvents(moment.event, Number.POSITIVE_INFINITY)
  return sim
}

/** A run that is the known one up to a moment, and from then on that of another seed. */
export function fork(make: () => Simulation, moment: Moment, seed: number): Simulation {
  const sim = runTo(make, moment)
  sim.reseed(seed)
  return sim
}

/** What {@link failureShare} needs to know. */
export interface ForkOptions {
  /** Makes the simulation anew, ready to run. */
  readonly make: () => Simulation
  readonly moment: Moment
  /** How many continuations are tried. */
  readonly forks: number
  /** Of the continuations; default 1. */
  readonly seed?: number
  /** Runs a continuation to its end. @returns whether it fails; an InvariantError is a failure too */
  readonly fails: (sim: Simulation) => boolean
}

/** How likely a failure is, as far as the tries tell. */
export interface Share {
  readonly failures: number
  readonly tries: number
  readonly share: number
  /** The share lies between `low` and `high` with 95 % confidence. */
  readonly low: number
  readonly high: number
}

/** How likely a run fails from a moment on: the share of its continuations, each by another seed, that do. */
export function failureShare({ make, moment, forks, seed = 1, fails }: ForkOptions): Share {
  whole(forks, 1, 'forks')
  let failures = 0
  for (let i = 0; i < forks; i++) if (isFailing(fork(make, moment, deriveSeed(seed, i)), fails)) failures++
  return shareOf(failures, forks)
}

function isFailing(sim: Simulation, fails: (sim: Simulation) => boolean): boolean {
  try {
    return fails(sim)
  } catch (error) {
    if (error instanceof InvariantError) return true
    throw error
  }
}

/** A share with its interval by Wilson's score. @throws RangeError that names the field */
export function shareOf(failures: number, tries: number): Share {
  whole(tries, 1, 'tries')
  if (whole(failures, 0, 'failures') > tries) throw new RangeError(`failures: ${failures} are more than ${tries} tries`)
  return { failures, tries, share: failures / tries, ...wilsonInterval(failures, tries) }
}
