export type { KeyChangedEvent, LifeBegunEvent, UpdateRateEvent } from './reconcile/scuttlebutt/events.ts'
export type { DeltaGroup, DigestLine, ScuttlebuttMessage, Update } from './reconcile/scuttlebutt/messages.ts'
export { type DeltaOrdering, type ScuttlebuttOptions } from './reconcile/scuttlebutt/options.ts'
export { Scuttlebutt, type ScuttlebuttCounters } from './reconcile/scuttlebutt/scuttlebutt.ts'
