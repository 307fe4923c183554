import { PLAIN_SWIM, PROFILES, type SwimOptions } from '../../membership/swim/options.ts'
import type { ClusterOptions } from './cluster.ts'
import type { ParameterSpec } from './task.ts'

const LAN = PROFILES.lan
/** A day: longer times are a mistake. */
const MOST_MS = 86_400_000

/** The names of the parameters of every task that runs a cluster. */
export type ClusterParameter =
  | 'nodes'
  | 'loss'
  | 'latencyMs'
  | 'probeIntervalMs'
  | 'probeTimeoutShare'
  | 'indirectChecks'
  | 'suspicionMult'
  | 'suspicionMaxTimeoutMult'
  | 'gossipIntervalMs'
  | 'gossipNodes'
  | 'retransmitMult'
  | 'plain'

/** The parameters of every task that runs a cluster; defaults are those of the lan profile. */
export const CLUSTER_PARAMETERS: Readonly<Record<ClusterParameter, ParameterSpec>> = {
  nodes: { default: 16, least: 3, most: 1000, whole: true, about: 'how many nodes; time grows with their square' },
  loss: { default: 0, least: 0, most: 0.9, about: 'probability that a datagram is lost' },
  latencyMs: { default: 1, least: 0, most: 10_000, about: 'median time of one way; each takes half to one and a half' },
  probeIntervalMs: { default: LAN.probeIntervalMs, least: 10, most: MOST_MS, about: 'time between two probes' },
  probeTimeoutShare: {
    default: LAN.probeTimeoutMs / LAN.probeIntervalMs,
    least: 0.001,
    most: 1,
    about: 'how long a direct probe may take, as a share of the interval',
  },
  indirectChecks: { default: LAN.indirectChecks, least: 0, most: 100, whole: true, about: 'helpers of a failed probe' },
  suspicionMult: {
    default: LAN.suspicionMult,
    least: 1,
    most: 100,
    about: 'least suspicion time, in log10(n) intervals',
  },
  suspicionMaxTimeoutMult: {
    default: LAN.suspicionMaxTimeoutMult,
    least: 1,
    most: 100,
    about: 'greatest suspicion time, in least ones',
  },
  gossipIntervalMs: { default: LAN.gossipIntervalMs, least: 1, most: MOST_MS, about: 'time between two gossip rounds' },
  gossipNodes: { default: LAN.gossipNodes, least: 1, most: 100, whole: true, about: 'members told per round' },
  retransmitMult: {
    default: LAN.retransmitMult,
    least: 1,
    most: 100,
    whole: true,
    about: 'sendings of one piece of news, in log10(n + 1)',
  },
  plain: {
    default: 0,
    least: 0,
    most: 1,
    whole: true,
    about: '1: SWIM as its paper has it, without Lifeguard and our additions',
  },
}

/** What a cluster is made of, from a task's parameters. */
export function clusterOptions(parameters: Readonly<Record<ClusterParameter, number>>, seed: number): ClusterOptions {
  const { nodes, loss, latencyMs, plain } = parameters
  return { nodes, seed, loss, latencyMs, swim: { ...(plain === 1 ? PLAIN_SWIM : {}), ...timing(parameters) } }
}

function timing(parameters: Readonly<Record<ClusterParameter, number>>): Partial<SwimOptions> {
  const { probeIntervalMs, probeTimeoutShare, indirectChecks, suspicionMult, suspicionMaxTimeoutMult } = parameters
  const { gossipIntervalMs, gossipNodes, retransmitMult } = parameters
  return {
    probeIntervalMs,
    // a time-out below 1 ms is none that SWIM takes
    probeTimeoutMs: Math.max(1, probeIntervalMs * probeTimeoutShare),
    indirectChecks,
    suspicionMult,
    suspicionMaxTimeoutMult,
    gossipIntervalMs,
    gossipNodes,
    retransmitMult,
  }
}
