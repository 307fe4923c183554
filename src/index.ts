/** hearsay: the gossip layer for TypeScript, on Node.js. */
export { OptionError } from './base/option-error.ts'
export { PLAIN_SWIM, PROFILES, type ProfileName, type SwimOptions } from './membership/swim/options.ts'
export { SERF_DEFAULTS, type SerfOptions } from './membership/serf/options.ts'
export type { Plane, PlaneState, PlaneStates } from './core/ports.ts'
export type {
  JoinResult,
  Logger,
  Member,
  MemberStatus,
  NodeEvent,
  NodeEvents,
  NodeOptions,
  NodeStats,
  NodeWarning,
  SendResult,
  Transport,
  UserEventDelivery,
} from './node/api.ts'
export { createNode } from './node/create-node.ts'
export { HearsayError, type HearsayErrorCode } from './node/errors.ts'
export type { BoundedStreamOptions } from './node/bounded-stream.ts'
export type { EventStream, EventStreamOptions } from './node/event-stream.ts'
export type { HearsayNode, SendOptions } from './node/hearsay-node.ts'
export type { JoinOptions } from './node/joiner.ts'
export type { Topic } from './node/topic.ts'
export type {
  BroadcastStats,
  Published,
  ReadyOptions,
  TopicEvents,
  TopicGap,
  TopicMessage,
  TopicOptions,
} from './node/topic-api.ts'
export { type OrderName, REPAIR_DEFAULTS, type RepairOptions } from './dissemination/index.ts'
export * from './detection/index.ts'
