import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'

/**
 * What a peer's doings in one topic count (libp2p/specs, gossipsub v1.1, "Peer scoring"). Decays are factors for each
 * `decayMs`. Defaults are js-libp2p's.
 */
export interface TopicScoreOptions {
  /** What the whole topic counts. Default 0.5. */
  readonly topicWeight: number
  /** P1: time in the mesh, in quanta up to a cap. Defaults 1, 1 ms and 3600, as js-libp2p has them. */
  readonly timeInMeshWeight: number
  readonly timeInMeshQuantumMs: number
  readonly timeInMeshCap: number
  /** P2: messages that the peer was the first to bring. Defaults 1, 0.5 and 2000. */
  readonly firstDeliveriesWeight: number
  readonly firstDeliveriesDecay: number
  readonly firstDeliveriesCap: number
  /**
   * P3: messages of the mesh that are missing to the threshold, squared, once the peer has been in the mesh for the
   * activation time; what comes within the window after the first counts. Defaults -1, 0.5, 100, 20, 10 ms and 5 s.
   */
  readonly meshDeliveriesWeight: number
  readonly meshDeliveriesDecay: number
  readonly meshDeliveriesCap: number
  readonly meshDeliveriesThreshold: number
  readonly meshDeliveriesWindowMs: number
  readonly meshDeliveriesActivationMs: number
  /** P3b: what was missing when the peer left the mesh. Defaults -1 and 0.5. */
  readonly meshFailureWeight: number
  readonly meshFailureDecay: number
  /** P4: invalid messages, squared. Defaults -1 and 0.3. */
  readonly invalidWeight: number
  readonly invalidDecay: number
}

/** The defaults of {@link TopicScoreOptions}. */
export const TOPIC_SCORE_DEFAULTS: TopicScoreOptions = {
  topicWeight: 0.5,
  timeInMeshWeight: 1,
  timeInMeshQuantumMs: 1,
  timeInMeshCap: 3600,
  firstDeliveriesWeight: 1,
  firstDeliveriesDecay: 0.5,
  firstDeliveriesCap: 2000,
  meshDeliveriesWeight: -1,
  meshDeliveriesDecay: 0.5,
  meshDeliveriesCap: 100,
  meshDeliveriesThreshold: 20,
  meshDeliveriesWindowMs: 10,
  meshDeliveriesActivationMs: 5000,
  meshFailureWeight: -1,
  meshFailureDecay: 0.5,
  invalidWeight: -1,
  invalidDecay: 0.3,
}

/** What counts beyond topics, and from which scores on a peer is trusted. Defaults are js-libp2p's. */
export interface PeerScoreOptions {
  /** What topics count together, if it is above zero. Default 10; 0 is without limit. */
  readonly topicScoreCap: number
  /** P5: what the application says. Default 10. */
  readonly applicationWeight: number
  /** P6: peers of one address beyond the threshold, squared. Defaults -5 and 10. */
  readonly colocationWeight: number
  readonly colocationThreshold: number
  /** P7: misbehaviour beyond the threshold, squared. Defaults -10, 0 and 0.2. */
  readonly behaviourWeight: number
  readonly behaviourThreshold: number
  readonly behaviourDecay: number
  /** How often everything decays, ms. Default 1000. */
  readonly decayMs: number
  /** What is less is nothing. Default 0.1. */
  readonly decayToZero: number
  /** How long the bad score of a peer that is gone is kept, ms. Default one hour. */
  readonly retainMs: number
  /** Scores of gone peers that are kept at most. Default 10000, our choice. */
  readonly mostRetained: number
  /** Below it there is no gossip, either way. Default -10. */
  readonly gossipThreshold: number
  /** Below it a peer gets none of our own messages. Default -50. */
  readonly publishThreshold: number
  /** Below it a peer is not listened to. Default -80. */
  readonly graylistThreshold: number
  /** From it on a peer is believed about other peers. Default 10. */
  readonly peerExchangeThreshold: number
  /** A mesh whose median is below it takes in better ones. Default 20. */
  readonly opportunisticThreshold: number
}

/** The defaults of {@link PeerScoreOptions}. */
export const PEER_SCORE_DEFAULTS: PeerScoreOptions = {
  topicScoreCap: 10,
  applicationWeight: 10,
  colocationWeight: -5,
  colocationThreshold: 10,
  behaviourWeight: -10,
  behaviourThreshold: 0,
  behaviourDecay: 0.2,
  decayMs: 1000,
  decayToZero: 0.1,
  retainMs: 3_600_000,
  mostRetained: 10_000,
  gossipThreshold: -10,
  publishThreshold: -50,
  graylistThreshold: -80,
  peerExchangeThreshold: 10,
  opportunisticThreshold: 20,
}

const REWARD: Limit = { least: 0, most: 1e9 }
const PENALTY: Limit = { least: -1e9, most: 0 }
const DECAY: Limit = { least: 0, most: 1 }
const MS: Limit = { least: 1, most: 2_147_483_647 }

const TOPIC_LIMITS: { readonly [K in keyof TopicScoreOptions]: Limit } = {
  topicWeight: REWARD,
  timeInMeshWeight: REWARD,
  timeInMeshQuantumMs: MS,
  timeInMeshCap: REWARD,
  firstDeliveriesWeight: REWARD,
  firstDeliveriesDecay: DECAY,
  firstDeliveriesCap: REWARD,
  meshDeliveriesWeight: PENALTY,
  meshDeliveriesDecay: DECAY,
  meshDeliveriesCap: REWARD,
  meshDeliveriesThreshold: REWARD,
  meshDeliveriesWindowMs: { ...MS, least: 0 },
  meshDeliveriesActivationMs: MS,
  meshFailureWeight: PENALTY,
  meshFailureDecay: DECAY,
  invalidWeight: PENALTY,
  invalidDecay: DECAY,
}

const PEER_LIMITS: { readonly [K in keyof PeerScoreOptions]: Limit } = {
  topicScoreCap: REWARD,
  applicationWeight: REWARD,
  colocationWeight: PENALTY,
  colocationThreshold: { least: 1, most: 1e9 },
  behaviourWeight: PENALTY,
  behaviourThreshold: REWARD,
  behaviourDecay: DECAY,
  decayMs: MS,
  decayToZero: DECAY,
  retainMs: { ...MS, least: 0 },
  mostRetained: { least: 0, most: 1e7, whole: true },
  gossipThreshold: PENALTY,
  publishThreshold: PENALTY,
  graylistThreshold: PENALTY,
  peerExchangeThreshold: REWARD,
  opportunisticThreshold: REWARD,
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function topicScoreOptions(given: Partial<TopicScoreOptions> = {}): TopicScoreOptions {
  return checkedNumbers('pubsub.topicScore', TOPIC_SCORE_DEFAULTS, TOPIC_LIMITS, given)
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function peerScoreOptions(given: Partial<PeerScoreOptions> = {}): PeerScoreOptions {
  return checkedNumbers('pubsub.score', PEER_SCORE_DEFAULTS, PEER_LIMITS, given)
}
