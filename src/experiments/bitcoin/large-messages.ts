import { deriveSeed, Rng } from '../../base/rng.ts'
import type { DeliveredEvent } from '../../core/ports.ts'
import { AnnounceRelay } from '../../dissemination/index.ts'
import type { Claim, Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, meanOf } from '../measure.ts'
import { neighboursOf, randomGraph } from './random-graph.ts'
import { PATIENCE_MS, relayNetwork } from './relay-network.ts'
import { sha256 } from './sha256.ts'

const NODES = 100
const CHOSEN = 3
const SMALL = 200
const LARGE = 1_000_000
/** Ten megabits a second, and a continent away. */
const BYTES_PER_SECOND = 1_250_000
const ONE_WAY_MS = 50
const RUNS = 20

/** What the time depends on in which a message reaches all: for a small one latency, for a large one bandwidth. */
export const largeMessages: Experiment = {
  id: 'large-messages',
  title: 'Small messages wait for latency, large ones for bandwidth',
  source: 'Decker, Wattenhofer, "Information Propagation in the Bitcoin Network", P2P 2013, section 4 (figure 3)',
  parameters: {
    nodes: `${NODES}, each of which chooses ${CHOSEN} neighbours; announcements go at once`,
    messages: `${SMALL} and ${LARGE} bytes`,
    network: `${BYTES_PER_SECOND} bytes a second from each node, ${ONE_WAY_MS} ms one way; then a quarter of the one, twice the other`,
    runs: RUNS,
  },
  claims: [
    timesClaim('small-by-latency', 'A small message: how much longer with twice the latency', 2),
    timesClaim('small-by-bandwidth', 'A small message: how much longer with a quarter of the bandwidth', 1),
    timesClaim('large-by-latency', 'A large message: how much longer with twice the latency', 1),
    timesClaim('large-by-bandwidth', 'A large message: how much longer with a quarter of the bandwidth', 4),
  ],
  run,
}

/** A tenth off: the other one of the two enters a little, too. */
function timesClaim(id: string, text: string, published: number): Claim {
  const band = { least: 0.9 * published, most: 1.1 * published }
  return { id, text, measure: id, published, provenance: 'formula', band, unit: 'times' }
}

interface Conditions {
  readonly bytes: number
  readonly bandwidth: number
  readonly oneWayMs: number
}

async function run(context: RunContext): Promise<Measurements> {
  const runs = Math.max(2, Math.round(RUNS * context.scale))
  const base = { bandwidth: BYTES_PER_SECOND, oneWayMs: ONE_WAY_MS }
  const all: Record<string, Measurement> = {}
  for (const [i, [name, bytes]] of (
    [
      ['small', SMALL],
      ['large', LARGE],
    ] as const
  ).entries()) {
    const [plain, late, narrow]: [number[], number[], number[]] = [[], [], []]
    for (let at = 0; at < runs; at++) {
      const seed = deriveSeed(context.seed, at)
      plain.push(timeToAll(seed, { ...base, bytes }))
      late.push(timeToAll(seed, { ...base, bytes, oneWayMs: 2 * ONE_WAY_MS }))
      narrow.push(timeToAll(seed, { ...base, bytes, bandwidth: BYTES_PER_SECOND / 4 }))
      await breathe(context.signal)
      context.progress((i + (at + 1) / runs) / 2)
    }
    const times = (slower: readonly number[]): Measurement => meanOf(slower.map((ms, at) => ms / (plain[at] as number)))
    all[`${name}-by-latency`] = times(late)
    all[`${name}-by-bandwidth`] = times(narrow)
    all[`${name}, ms`] = meanOf(plain)
  }
  return all
}

/** How long a message takes to reach all, ms. */
function timeToAll(seed: number, { bytes, bandwidth, oneWayMs }: Conditions): number {
  const sim = relayNetwork({ seed, latency: oneWayMs, bandwidth: { bytesPerSecond: bandwidth, queueBytes: 2 ** 40 } })
  const graph = randomGraph(seed, NODES, CHOSEN)
  const options = { trickleMs: 0, requestTimeoutMs: PATIENCE_MS, catchUpMs: PATIENCE_MS }
  const relays: AnnounceRelay[] = []
  let reached = 0
  sim.onEvent((_, event) => {
    if ((event as DeliveredEvent).type === 'delivered') reached++
  })
  for (let i = 0; i < NODES; i++) {
    sim.addNode((env) => {
      const relay = new AnnounceRelay(env, neighboursOf(graph, env.self), { hash: sha256, schedule: 'fixed' }, options)
      relays.push(relay)
      return relay
    })
  }
  relays[new Rng(seed).next() % NODES]?.broadcast(new Uint8Array(bytes))
  if (!sim.runUntil(() => reached === NODES, PATIENCE_MS)) throw new Error('the message did not reach all')
  return sim.now
}
