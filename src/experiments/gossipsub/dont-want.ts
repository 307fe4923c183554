import { below, deriveSeed, Rng } from '../../base/rng.ts'
import type { GossipSubConfig } from '../../dissemination/index.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, quantile } from '../measure.ts'
import { linkLatency, randomLinks, TopicNet } from './topic-net.ts'

const SET_UP = {
  nodes: 200,
  dials: 20,
  messages: 20,
  everyMs: 4000,
  minLatencyMs: 45,
  maxLatencyMs: 130,
  /** 25 Mbit/s, a home's: 128 KiB take 42 ms, less than any link. */
  bytesPerSecond: 3_125_000,
  largeBytes: 128 * 1024,
  smallBytes: 1000,
} as const

/** What v1.2's IDONTWANT saves, and where it does nothing. */
export const gossipSubDontWant: Experiment = {
  id: 'gossipsub-dont-want',
  title: 'GossipSub: large messages whose copies are told not to be wanted',
  source: 'libp2p/specs, pubsub/gossipsub v1.2; Lighthouse and mainnet figures of 2025 for the direction',
  parameters: {
    nodes: SET_UP.nodes,
    'latency of a link': '45 to 130 ms',
    'uplink of each': '25 Mbit/s, without limit of what waits',
    messages: '20 of 128 KiB, 20 of 1000 bytes',
  },
  claims: [
    {
      id: 'fewer-duplicates',
      text: 'Of messages of 128 KiB at least a fifth of the duplicates is saved (share)',
      measure: 'duplicates saved, large',
      provenance: 'pilot',
      band: { least: 0.2 },
    },
    {
      id: 'no-later',
      text: 'They come no later: the time in which 95 % have come (times)',
      measure: 'p95, large, times',
      provenance: 'pilot',
      band: { most: 1.02 },
    },
    {
      id: 'small-alone',
      text: 'Of messages below the threshold nothing is saved (share)',
      measure: 'duplicates saved, small',
      published: 0,
      provenance: 'formula',
      band: { least: 0, most: 0 },
    },
    {
      id: 'delivered',
      text: 'Every message reaches every node',
      measure: 'delivered',
      published: 1,
      provenance: 'formula',
      band: { least: 1, most: 1 },
    },
  ],
  run: measure,
}

interface DontWantRun {
  /** Copies beyond the first, for each delivery. */
  readonly duplicates: number
  readonly p95Ms: number
  readonly deliveredShare: number
}

/** @param dontWants whether copies are told not to be wanted, from the default size on */
export function runDontWant(seed: number, bytes: number, dontWants: boolean, nodes: number): DontWantRun {
  const { dials, messages, everyMs, minLatencyMs, maxLatencyMs, bytesPerSecond } = SET_UP
  const never = { options: { dontWantBytes: 0x40000000 } }
  const config: GossipSubConfig = { modes: { floodPublish: false }, ...(dontWants ? {} : never) }
  const net = new TopicNet({
    seed,
    links: randomLinks(seed, nodes, dials),
    network: {
      latency: linkLatency(seed, minLatencyMs, maxLatencyMs, 0),
      bandwidth: { bytesPerSecond, queueBytes: 0x7fffffff },
    },
    configOf: () => config,
  })
  const rng = new Rng(deriveSeed(seed, 0x31))
  net.sim.run(10_000)
  for (let i = 0; i < messages; i++) {
    net.publish(
      below(() => rng.next(), nodes),
      new Uint8Array(bytes).fill(i),
    )
    net.sim.run(everyMs)
  }
  net.sim.run(10_000)
  const delivered = net.delays.length
  return {
    duplicates: net.count('messagesSent') / delivered - 1,
    p95Ms: quantile(net.delays, 0.95),
    deliveredShare: delivered / (messages * (nodes - 1)),
  }
}

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Record<string, Measurement>> {
  const nodes = Math.max(40, Math.ceil(SET_UP.nodes * scale))
  const run = async (bytes: number, dontWants: boolean): Promise<DontWantRun> => {
    await breathe(signal)
    return runDontWant(seed, bytes, dontWants, nodes)
  }
  const [before, after] = [await run(SET_UP.largeBytes, false), await run(SET_UP.largeBytes, true)]
  progress(0.5)
  const [small, smallAfter] = [await run(SET_UP.smallBytes, false), await run(SET_UP.smallBytes, true)]
  progress(1)
  const shares = [before, after, small, smallAfter].map(({ deliveredShare }) => deliveredShare)
  return {
    'duplicates saved, large': { value: 1 - after.duplicates / before.duplicates },
    'p95, large, times': { value: after.p95Ms / before.p95Ms },
    'duplicates saved, small': { value: 1 - smallAfter.duplicates / small.duplicates },
    delivered: { value: Math.min(...shares) },
  }
}
