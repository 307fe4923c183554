export {
  ADAPTIVE_THRESHOLD_DEFAULTS,
  AdaptiveThreshold,
  type AdaptiveThresholdOptions,
} from './adaptive-threshold/adaptive-threshold.ts'
export type { AccrualDetector } from './phi/accrual-detector.ts'
export { AKKA_PHI_DEFAULTS, type AkkaPhiOptions, AkkaPhiAccrual } from './phi/akka-phi-accrual.ts'
export { CASSANDRA_PHI_DEFAULTS, type CassandraPhiOptions, CassandraPhiAccrual } from './phi/cassandra-phi-accrual.ts'
export { ACCRUAL_DEFAULTS, type AccrualOptions } from './phi/evidence/options.ts'
export type { AccrualEvent, AccrualSuspectEvent, AccrualTrustEvent } from './phi/heartbeats/events.ts'
export { Heartbeats, type MemberSource, type PeerSource } from './phi/heartbeats/heartbeats.ts'
export type { Heartbeat } from './phi/heartbeats/messages.ts'
export type { HeartbeatNumbers, HeartbeatOptions, Level, MovingLevel } from './phi/heartbeats/options.ts'
export { PHI_ACCRUAL_DEFAULTS, PhiAccrual, type PhiAccrualOptions } from './phi/phi-accrual.ts'
