/**
 * Message tags by layer: one number names one message type in the whole process, so that the stack finds the layer by
 * table lookup. Tags are ours; what the wire calls a message is the codec's business.
 */

/** 0 is the packet itself (core/message.ts). */
export const SWIM_TAGS = {
  ping: 1,
  indirectPing: 2,
  ack: 3,
  nack: 4,
  suspect: 5,
  alive: 6,
  dead: 7,
  pushPull: 8,
  pushPullReply: 9,
  streamPing: 10,
  streamAck: 11,
  refusal: 12,
  userData: 13,
  foreignState: 14,
} as const

/** Serf's messages, which ride on membership's gossip. */
export const SERF_TAGS = {
  joinIntent: 20,
  leaveIntent: 21,
  userEvent: 22,
  state: 23,
  /** Kept for queries and keys over the wire. */
  query: 24,
  queryResponse: 25,
  relay: 26,
} as const

/** Heartbeats for accrual detectors. */
export const HEARTBEAT_TAGS = {
  heartbeat: 27,
} as const

/** HyParView's overlay. */
export const HYPARVIEW_TAGS = {
  join: 32,
  forwardJoin: 33,
  neighbour: 34,
  neighbourReply: 35,
  disconnect: 36,
  shuffle: 37,
  shuffleReply: 38,
} as const

/** Cyclon's overlay. */
export const CYCLON_TAGS = {
  join: 39,
  walk: 40,
  place: 41,
  shuffle: 42,
  shuffleReply: 43,
} as const

/** Plumtree's broadcasts. */
export const PLUMTREE_TAGS = {
  gossip: 44,
  ihave: 45,
  graft: 46,
  prune: 47,
} as const

/** Repair of what is broadcast. */
export const REPAIR_TAGS = {
  digest: 72,
  request: 73,
  posts: 74,
} as const

/** Large payloads, part by part. */
export const BULK_TAGS = {
  have: 76,
  got: 77,
  want: 78,
  part: 79,
} as const

/** Gossip that is pushed on at once, with nothing to mend it. */
export const EAGER_PUSH_TAGS = {
  gossip: 120,
} as const

/** Scuttlebutt's reconciliation; 71 is free. */
export const SCUTTLEBUTT_TAGS = {
  digest: 68,
  digestReply: 69,
  deltas: 70,
} as const

/** The star's overlay. */
export const STAR_TAGS = {
  ask: 112,
  answer: 113,
  detach: 114,
} as const

/** Relaying by announcement and request, of batches by short ids, and along stems. */
export const RELAY_TAGS = {
  announce: 56,
  request: 57,
  item: 58,
  notFound: 59,
  header: 60,
  mode: 61,
  compact: 62,
  batchRequest: 63,
  itemsRequest: 64,
  items: 65,
  batch: 66,
  stem: 67,
} as const

/** Rumour mongering. */
export const RUMOR_TAGS = {
  call: 48,
  answer: 49,
  feedback: 50,
  bodies: 51,
} as const

/** Topics with a mesh each: GossipSub. */
export const PUBSUB_TAGS = {
  rpc: 54,
} as const

/** One above the greatest tag. */
export const TAG_COUNT = 128
