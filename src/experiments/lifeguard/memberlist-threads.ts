import { TIMER } from '../../membership/swim/context.ts'
import { PROFILES } from '../../membership/swim/options.ts'
import type { Threads } from '../cluster/blocked-process.ts'

/** The time-outs of a probe are waited for by the thread that probes. */
const PROBING: ReadonlySet<number> = new Set([TIMER.probeTick, TIMER.probeTimeout, TIMER.probeEnd])
const LOOPS: ReadonlySet<number> = new Set([TIMER.gossip, TIMER.pushPull])

/**
 * memberlist's goroutines: one probes, one gossips, one exchanges, one reads datagrams. A suspicion's verdict falls in a
 * goroutine of its own, and a nack leaves in one.
 * @param isEager whether news is gossiped at once; else it waits for the next tick, also after a time without any
 */
export function memberlistThreads(isEager: boolean): Threads {
  return { ...THREADS, tickerMs: (kind) => (kind === TIMER.gossip && !isEager ? PROFILES.lan.gossipIntervalMs : 0) }
}

const THREADS: Omit<Threads, 'tickerMs'> = {
  of: (kind) => (PROBING.has(kind) ? TIMER.probeTick : LOOPS.has(kind) ? kind : undefined),
  isTick: (kind) => kind === TIMER.probeTick,
  /**
   * Our choice: what a 2017 agent takes to read, decompress, decode and answer a datagram, within a factor of two (README.md).
   */
  readMs: 0.1,
  streamTimeoutMs: PROFILES.lan.streamTimeoutMs,
}
