import { below } from '../../base/rng.ts'
import { SERF_TAGS } from '../../core/tags.ts'
import type { SerfEvent } from '../../membership/serf/events.ts'
import type { SimNode, Simulation } from '../../sim/index.ts'
import { formCluster, layersOf, msBetween } from './cluster.ts'
import { CLUSTER_PARAMETERS, type ClusterParameter, clusterOptions } from './shared-parameters.ts'
import type { ParameterSpec, Results, SweepTask } from './task.ts'
import { countTraffic } from './traffic.ts'

/** What Serf lets an event hold is 512 bytes, its name and its frame included. */
const MOST_PAYLOAD = 400

type Name = ClusterParameter | 'payloadBytes' | 'restMs' | 'watchMs'

const PARAMETERS: Readonly<Record<Name, ParameterSpec>> = {
  ...CLUSTER_PARAMETERS,
  payloadBytes: { default: 64, least: 0, most: MOST_PAYLOAD, whole: true, about: 'what the event carries' },
  restMs: { default: 5000, least: 0, most: 3_600_000, about: 'peace before the event' },
  watchMs: { default: 5000, least: 1, most: 3_600_000, about: 'how long is measured from the event on' },
}

/** A user event spreads by gossip: how fast, and at what cost. */
export const spreadTask: SweepTask<Name> = {
  name: 'spread',
  about: 'a user event in a simulated cluster: when half and when all have it, and how often it was sent',
  parameters: PARAMETERS,
  results: {
    halfMs: 'until half of the nodes had it',
    allMs: 'until all had it',
    reached: 'nodes that had it in the end, its sender included',
    copies: 'times that the event was sent from one node to another',
    messages: 'datagrams and streams of all kinds meanwhile',
    bytes: 'their bytes, without IP and UDP headers',
  },
  run,
}

function run(parameters: Readonly<Record<Name, number>>, seed: number): Results {
  const options = clusterOptions(parameters, seed)
  const { restMs, watchMs, payloadBytes } = parameters
  const sim = formCluster(options, restMs)
  const arrivals = watchArrivals(sim)
  const copiesBefore = copiesSent(sim)
  const traffic = countTraffic(sim)
  const sender = sim.nodes[below(() => sim.workload.next(), options.nodes)] as SimNode
  sim.at(sim.now, () => layersOf(sender).serf.sendEvent('sweep', new Uint8Array(payloadBytes), false))
  sim.run(watchMs)
  const { messages, bytes } = traffic()
  return {
    halfMs: arrivals[Math.ceil(options.nodes / 2) - 1] ?? null,
    allMs: arrivals[options.nodes - 1] ?? null,
    reached: arrivals.length,
    copies: copiesSent(sim) - copiesBefore,
    messages,
    bytes,
  }
}

/** When each node had the event, ms from now. */
function watchArrivals(sim: Simulation): number[] {
  const arrivals: number[] = []
  const since = sim.now
  sim.onEvent((_node, event) => {
    if ((event as SerfEvent).type === 'user-event') arrivals.push(msBetween(since, sim.now))
  })
  return arrivals
}

function copiesSent(sim: Simulation): number {
  return sim.counters.byTag[SERF_TAGS.userEvent] ?? 0
}
