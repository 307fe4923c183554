import { suspicionTimeoutMs } from '../../../membership/swim/formulas.ts'
import { PROFILES, type SwimOptions } from '../../../membership/swim/options.ts'
import { measureRounds } from './rounds.ts'

/** How long a crash takes to be known everywhere, in seconds, step by step. */
export interface CrashTimes {
  /** Until some member's next probe of the crashed one begins: each of n − 1 picks it once per n − 1 probes. */
  readonly untilProbed: number
  /** Until that probe has failed. */
  readonly probe: number
  /** The least suspicion time, which is had when others confirm (Lifeguard, section IV-B). */
  readonly suspicion: number
  /** Until all know of the verdict. */
  readonly spreading: number
  readonly mean: number
  /** No crash is known of sooner: a probe has to fail, a suspicion to end. */
  readonly least: number
}

/** The steps from a crash to everybody's knowledge of it, with a profile's settings. */
export function crashTimes(n: number, seed: number, settings: SwimOptions = PROFILES.lan): CrashTimes {
  const period = settings.probeIntervalMs / 1000
  const suspicion = suspicionTimeoutMs(settings.suspicionMult, n, settings.probeIntervalMs) / 1000
  const spreading = spreadSeconds(n, seed, settings)
  const least = period + suspicion
  return { untilProbed: period, probe: period, suspicion, spreading, least, mean: period + least + spreading }
}

/** Mean time until all have heard what one began to gossip, in seconds. */
export function spreadSeconds(n: number, seed: number, settings: SwimOptions): number {
  const { gossipNodes, gossipIntervalMs } = settings
  const { rounds } = measureRounds({ n, calls: 'push', fanout: gossipNodes, seed, runs: 60 })
  return (rounds.value * gossipIntervalMs) / 1000
}
