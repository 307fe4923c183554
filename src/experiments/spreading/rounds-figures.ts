import type { SpreadMode } from '../../population/index.ts'

/** The papers, as experiments name them. */
export const ROUNDS_SOURCE =
  'Pittel: On spreading a rumor, 1987; Doerr, Künnemann: Tight analysis of randomized rumor spreading in complete graphs, ANALCO 2014; Karp, Schindelhauer, Shenker, Vöcking: Randomized rumor spreading, FOCS 2000'
/** In the order of the figures below. */
export const SPREAD_MODES: readonly SpreadMode[] = ['push', 'pull', 'push-pull']

/** Means of a pilot: rounds by mode, by number of nodes. */
export const ROUNDS: Readonly<Record<string, readonly [push: number, pull: number, pushPull: number]>> = {
  '1e3': [18.02, 13.78, 9.15],
  '1e4': [23.67, 17.52, 11.61],
  '1e5': [29.27, 21.16, 14.01],
}
/** The same with two and three calls a round, of 1,000 nodes. */
export const FANOUT_ROUNDS: Readonly<Record<number, readonly [push: number, pull: number, pushPull: number]>> = {
  2: [10.67, 8.79, 6.18],
  3: [8.18, 7.05, 5.06],
}
/** News sent per node, by a pilot. */
export const SENT: Readonly<Record<string, readonly [push: number, pushPull: number]>> = {
  '1e3': [7.96, 3.41],
  '1e4': [10.3, 3.78],
}
