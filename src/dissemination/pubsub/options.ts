import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'
import { OptionError } from '../../base/option-error.ts'

/**
 * GossipSub's settings. Defaults are those of the specification, libp2p/specs pubsub/gossipsub v1.0 to v1.2, where it
 * has one; others are those of go-libp2p-pubsub or our choice, as said.
 */
export interface GossipSubOptions {
  /** Peers that a mesh is brought to. Default 6. */
  readonly d: number
  /** Fewer are filled up. Default 4 (the specification has 4, go 5). */
  readonly dLow: number
  /** More are pruned. Default 12. */
  readonly dHigh: number
  /** When there are too many, so many of the best are kept. Default 4. */
  readonly dScore: number
  /** Peers of a mesh that this node has dialled itself, at least. Default 2. */
  readonly dOut: number
  /** Peers outside of the mesh that are told of messages, at least. Default 6. */
  readonly dLazy: number
  /** The share of the peers outside of the mesh that are told. Default 0.25. */
  readonly gossipFactor: number
  /** Default 1000. */
  readonly heartbeatMs: number
  /** Heartbeats for which messages are kept. Default 5. */
  readonly historyLength: number
  /** Heartbeats for which messages are told of. Default 3. */
  readonly historyGossip: number
  /** How often a peer is given the same message, if it asks. Default 3. */
  readonly retransmissions: number
  /** How long peers are kept for a topic that is only published to, ms. Default 60000. */
  readonly fanoutTtlMs: number
  /** How long a message's number is remembered, ms, at least. Default 120000. */
  readonly seenMs: number
  /** Default 60000, ms. */
  readonly pruneBackoffMs: number
  /** Default 10000, ms. */
  readonly unsubscribeBackoffMs: number
  /** A graft so soon after a prune is punished twice, ms. Default 10000, go's. */
  readonly graftFloodMs: number
  /** Peers that a prune names, and that are believed of one. Default 16. */
  readonly prunePeers: number
  /** Heartbeats between opportunistic grafts. Default 60. */
  readonly opportunisticTicks: number
  /** Default 2. */
  readonly opportunisticPeers: number
  /** Announcements that are read of one peer between two heartbeats. Default 10. */
  readonly mostIHaves: number
  /** Numbers that one peer is asked for between two heartbeats, and that an announcement has. Default 5000. */
  readonly mostIHaveIds: number
  /** How long a peer may take to send what it announced, ms; later is a broken promise. Default 3000. */
  readonly followUpMs: number
  /** Bytes of data from which on others are told that they need not send it. Default 1024, go's. */
  readonly dontWantBytes: number
  /** Numbers that a peer may say it does not want, between two heartbeats. Default 512, js-libp2p's. */
  readonly mostDontWants: number
  /** Heartbeats for which a peer's not wanting is remembered. Default 3, go's. */
  readonly dontWantTicks: number
  /** Data of one message. Default 1 MiB, go's. */
  readonly mostMessageBytes: number
  /** Characters of a topic. Default 256, our choice. */
  readonly mostTopicLength: number
  /** Topics of one peer. Default 1024, our choice. */
  readonly mostTopicsOfPeer: number
  /** Numbers remembered at most. Default 200000, our choice. */
  readonly mostSeen: number
  /** Data kept for those who ask. Default 64 MiB, our choice. */
  readonly mostCachedBytes: number
  /** How long a message waits for the first peer that wants it, ms. Default 60000, our choice: a mesh forms in seconds. */
  readonly holdMs: number
  /** Bytes of messages that wait. Default 4 MiB, our choice. */
  readonly mostHeldBytes: number
  /** Messages that wait for a verdict. Default 4096, our choice. */
  readonly mostUndecided: number
  /**
   * Heartbeats after which everything a peer should know is told again: subscriptions, and who is in the mesh. Default
   * 0, never: libp2p's links lose nothing. Where links are datagrams, 10 does.
   */
  readonly refreshTicks: number
  /** lazyMesh: how long announcements wait for others, ms. Default 50, as Plumtree's. */
  readonly announceAfterMs: number
  /** lazyMesh: how long an announced message may take before it is asked for, ms. Default 300, as Plumtree's. */
  readonly fetchAfterMs: number
  /** lazyMesh: the same for each further announcer. Default 150, as Plumtree's. */
  readonly fetchAgainMs: number
  /** lazyMesh: trees of a topic, over which its authors are spread. Default 1024, our choice: few authors share one. */
  readonly trees: number
}

/** The defaults of {@link GossipSubOptions}. */
export const GOSSIPSUB_DEFAULTS: GossipSubOptions = {
  d: 6,
  dLow: 4,
  dHigh: 12,
  dScore: 4,
  dOut: 2,
  dLazy: 6,
  gossipFactor: 0.25,
  heartbeatMs: 1000,
  historyLength: 5,
  historyGossip: 3,
  retransmissions: 3,
  fanoutTtlMs: 60_000,
  seenMs: 120_000,
  pruneBackoffMs: 60_000,
  unsubscribeBackoffMs: 10_000,
  graftFloodMs: 10_000,
  prunePeers: 16,
  opportunisticTicks: 60,
  opportunisticPeers: 2,
  mostIHaves: 10,
  mostIHaveIds: 5000,
  followUpMs: 3000,
  dontWantBytes: 1024,
  mostDontWants: 512,
  dontWantTicks: 3,
  mostMessageBytes: 1024 * 1024,
  mostTopicLength: 256,
  mostTopicsOfPeer: 1024,
  mostSeen: 200_000,
  mostCachedBytes: 64 * 1024 * 1024,
  holdMs: 60_000,
  mostHeldBytes: 4 * 1024 * 1024,
  mostUndecided: 4096,
  refreshTicks: 0,
  announceAfterMs: 50,
  fetchAfterMs: 300,
  fetchAgainMs: 150,
  trees: 1024,
}

const MS: Limit = { least: 0, most: 2_147_483_647 }
const SOME_MS: Limit = { ...MS, least: 1 }
const COUNT: Limit = { least: 0, most: 0x40000000, whole: true }
const SOME: Limit = { ...COUNT, least: 1 }
const LIMITS: { readonly [K in keyof GossipSubOptions]: Limit } = {
  d: SOME,
  dLow: SOME,
  dHigh: SOME,
  dScore: COUNT,
  dOut: COUNT,
  dLazy: COUNT,
  gossipFactor: { least: 0, most: 1 },
  heartbeatMs: SOME_MS,
  historyLength: SOME,
  historyGossip: SOME,
  retransmissions: COUNT,
  fanoutTtlMs: MS,
  seenMs: SOME_MS,
  pruneBackoffMs: MS,
  unsubscribeBackoffMs: MS,
  graftFloodMs: MS,
  prunePeers: COUNT,
  opportunisticTicks: SOME,
  opportunisticPeers: COUNT,
  mostIHaves: COUNT,
  mostIHaveIds: COUNT,
  followUpMs: SOME_MS,
  dontWantBytes: COUNT,
  mostDontWants: COUNT,
  dontWantTicks: SOME,
  mostMessageBytes: SOME,
  mostTopicLength: SOME,
  mostTopicsOfPeer: SOME,
  mostSeen: { ...SOME, least: 2 },
  mostCachedBytes: COUNT,
  holdMs: MS,
  mostHeldBytes: COUNT,
  mostUndecided: COUNT,
  refreshTicks: COUNT,
  announceAfterMs: MS,
  fetchAfterMs: SOME_MS,
  fetchAgainMs: SOME_MS,
  trees: { least: 1, most: 65_536, whole: true },
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function gossipSubOptions(given: Partial<GossipSubOptions> = {}): GossipSubOptions {
  const options = checkedNumbers('pubsub', GOSSIPSUB_DEFAULTS, LIMITS, given)
  const { d, dLow, dHigh, dScore, dOut, historyGossip, historyLength } = options
  if (dLow > d) throw new OptionError('pubsub', 'dLow', dLow, `at most d, which is ${d}`)
  if (dHigh < d) throw new OptionError('pubsub', 'dHigh', dHigh, `at least d, which is ${d}`)
  if (dScore > d) throw new OptionError('pubsub', 'dScore', dScore, `at most d, which is ${d}`)
  if (dOut > 0 && (dOut >= dLow || dOut > d / 2)) {
    throw new OptionError('pubsub', 'dOut', dOut, `less than dLow, which is ${dLow}, and at most half of d`)
  }
  if (historyGossip > historyLength) {
    throw new OptionError('pubsub', 'historyGossip', historyGossip, `at most historyLength, which is ${historyLength}`)
  }
  return options
}

/** How a node takes part, beyond numbers. */
export interface GossipSubModes {
  /** Whether own messages go to all peers of the topic, not to the mesh alone (v1.1). Default true. */
  readonly floodPublish: boolean
  /** Whether links of the mesh over which messages come twice get announcements instead: README.md. Default false. */
  readonly lazyMesh: boolean
  /** Whether messages say how many links they came over; libp2p has no such field. Default false. */
  readonly countsHops: boolean
  /** Whether own messages of topics that this node wants itself are told as those of others are. Default false. */
  readonly tellsOwn: boolean
}

/** The defaults of {@link GossipSubModes}. */
export const GOSSIPSUB_MODES: GossipSubModes = {
  floodPublish: true,
  lazyMesh: false,
  countsHops: false,
  tellsOwn: false,
}
