import { deriveSeed } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { RecordingEnv } from '../../core/recording-env.ts'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import { GossipSub, type Rpc } from '../../dissemination/index.ts'
import { GOSSIPSUB_DEFAULTS, type GossipSubOptions, gossipSubOptions } from '../../dissemination/pubsub/options.ts'
import { subnets } from '../../dissemination/pubsub/subnets.ts'
import type { Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe, shareOf } from '../measure.ts'
import { TOPIC } from './topic-net.ts'

/** Of the specification, v1.0 and v1.1. */
const SPECIFIED: Partial<GossipSubOptions> = {
  d: 6,
  dLow: 4,
  dHigh: 12,
  dLazy: 6,
  heartbeatMs: 1000,
  fanoutTtlMs: 60_000,
  historyLength: 5,
  historyGossip: 3,
  seenMs: 120_000,
  gossipFactor: 0.25,
  pruneBackoffMs: 60_000,
  unsubscribeBackoffMs: 10_000,
  dScore: 4,
  dOut: 2,
  opportunisticTicks: 60,
  opportunisticPeers: 2,
}

/** Of Ethereum's consensus layer (consensus-specs, phase0 p2p-interface). */
const ETHEREUM: Partial<GossipSubOptions> = {
  d: 8,
  dLow: 6,
  dHigh: 12,
  dLazy: 6,
  heartbeatMs: 700,
  fanoutTtlMs: 60_000,
  historyLength: 6,
  historyGossip: 3,
  seenMs: 2 * 32 * 12_000,
}

/** The settings that the papers have, and what follows from them. */
export const gossipSubParameters: Experiment = {
  id: 'gossipsub-parameters',
  title: 'GossipSub: the settings of the specification and of Ethereum, and how surely gossip reaches a peer',
  source: 'libp2p/specs, pubsub/gossipsub v1.0 and v1.1; ethereum/consensus-specs, phase0 p2p-interface',
  parameters: { 'peers outside of the mesh': 40, rounds: 3 },
  claims: [
    {
      id: 'defaults',
      text: 'Our defaults are those of the specification (settings that differ)',
      measure: 'defaults that differ',
      published: 0,
      provenance: 'source',
      band: { least: 0, most: 0 },
    },
    {
      id: 'missed',
      text: 'A peer outside of the mesh is missed by all three rounds of gossip with (3/4)³',
      measure: 'missed by three rounds',
      published: 0.421_875,
      provenance: 'formula',
      band: { least: 0.41, most: 0.434 },
    },
    {
      id: 'ethereum',
      text: 'A mesh with Ethereum’s settings is filled up to its D',
      measure: 'mesh with Ethereum’s settings',
      published: 8,
      unit: 'peers',
      provenance: 'source',
      band: { least: 8, most: 8 },
    },
    {
      id: 'subnets',
      text: 'Attestations are spread over 64 subnets',
      measure: 'subnets',
      published: 64,
      provenance: 'source',
      band: { least: 64, most: 64 },
    },
  ],
  run: measure,
}

const OTHERS = 40
const TRIALS = 400

async function measure({ seed, scale, signal }: RunContext): Promise<Record<string, Measurement>> {
  const trials = Math.ceil(TRIALS * scale)
  let missed = 0
  for (let i = 0; i < trials; i++) {
    if (i % 50 === 0) await breathe(signal)
    missed += missedPeers(deriveSeed(seed, i))
  }
  const names = Object.keys(SPECIFIED) as (keyof GossipSubOptions)[]
  return {
    'defaults that differ': { value: names.filter((name) => GOSSIPSUB_DEFAULTS[name] !== SPECIFIED[name]).length },
    'missed by three rounds': shareOf(missed, OTHERS * trials),
    'mesh with Ethereum’s settings': { value: meshSize(seed, ETHEREUM) },
    subnets: { value: subnets('attestations').count },
  }
}

/** How many of the peers outside of the mesh three heartbeats tell nothing of a message. */
function missedPeers(seed: number): number {
  const [layer, env] = node(seed, OTHERS + GOSSIPSUB_DEFAULTS.d, {})
  layer.publish(TOPIC, Uint8Array.of(1))
  env.takeSent()
  env.advance(layer, 3 * GOSSIPSUB_DEFAULTS.heartbeatMs)
  const told = new Set<PeerId>()
  for (const { to, message } of env.takeSent()) if ((message as Rpc).control?.ihave !== undefined) told.add(to)
  return OTHERS - told.size
}

function meshSize(seed: number, options: Partial<GossipSubOptions>): number {
  const [layer, env] = node(seed, OTHERS, options)
  env.advance(layer, 2 * gossipSubOptions(options).heartbeatMs)
  return layer.meshOf(TOPIC).length
}

/** A node that wants the topic, as all of its neighbours do. */
function node(seed: number, peers: number, options: Partial<GossipSubOptions>): [GossipSub, RecordingEnv] {
  const env = new RecordingEnv({ seed })
  const neighbours = Array.from({ length: peers }, (_, i) => (i + 1) as PeerId)
  const layer = new GossipSub(env, { neighbours, sample: () => [] }, { options })
  layer.start()
  const subscriptions = [{ isOn: true, topic: TOPIC }]
  for (const peer of neighbours) layer.onMessage(peer, { tag: PUBSUB_TAGS.rpc, subscriptions })
  layer.subscribe(TOPIC)
  return [layer, env]
}
