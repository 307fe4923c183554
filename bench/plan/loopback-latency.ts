import { setTimeout as sleep } from 'node:timers/promises'
import type { MakeHost } from './host.ts'
import { LoopbackCluster } from './loopback-cluster.ts'

const EVENTS = 41
/** From one event to the next all is told. */
const GAP_MS = 100
const LIMIT_MS = 5000

/**
 * How long one hop takes, ms: from the moment at which a node has something to tell until another node, in another
 * process, has it; the median over user events between two nodes. That is more than a datagram's way over loopback: the
 * timers of Node have whole milliseconds, packets are encoded, decoded and read when the event loop gets to them. The
 * simulator's nodes take no time for any of that, so it belongs to the latency that a plan is told.
 */
export async function measureLatency(makeHost: MakeHost, signal: AbortSignal): Promise<number> {
  const options = { nodes: 2, mortals: 2, perProcess: 1, swim: {}, loss: 0, makeHost, signal }
  await using pair = await LoopbackCluster.open(options)
  const times: number[] = []
  for (let i = 0; i < EVENTS; i++) {
    await sleep(GAP_MS, undefined, { signal })
    times.push(await pair.fire(pair.names[i % 2] as string, `hop-${i}`, 0, LIMIT_MS))
  }
  return times.toSorted((a, b) => a - b)[Math.floor(EVENTS / 2)] as number
}
