import type { Simulation } from '../../sim/index.ts'

/** What went over the network between two moments. Bytes are without IP and UDP headers. */
export interface Traffic {
  readonly ms: number
  readonly messages: number
  readonly bytes: number
}

/** Starts to count. @returns what tells the traffic since */
export function countTraffic(sim: Simulation): () => Traffic {
  const messagesNow = (): number => sim.counters.datagramsSent + sim.counters.streamsOpened
  const before = { now: sim.now, messages: messagesNow(), bytes: sim.counters.bytes }
  return () => ({
    ms: sim.now - before.now,
    messages: messagesNow() - before.messages,
    bytes: sim.counters.bytes - before.bytes,
  })
}
