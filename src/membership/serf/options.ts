/** The settings of the Serf layer; defaults are Serf's. */
export interface SerfOptions {
  /** How often failed and left members are checked for reaping, ms. */
  readonly reapIntervalMs: number
  /** How long a failed member is remembered, and reconnected to, ms. */
  readonly reconnectTimeoutMs: number
  /** How long a left member is remembered, ms. */
  readonly tombstoneTimeoutMs: number
  /** How often one random failed member may be tried again, ms. */
  readonly reconnectIntervalMs: number
  /** How long an intent about an unknown member is kept, ms. */
  readonly recentIntentMs: number
  /** Slots of the ring of recent user events; Serf peers expect 512. */
  readonly eventBuffer: number
  /** Greatest user event, name and payload together, bytes. Serf's agents count what the encoding adds as well. */
  readonly userEventLimit: number
  /** How long a leave waits for its news to be sent, ms. */
  readonly broadcastTimeoutMs: number
  /** How long a leaving node keeps answering after its news is out, ms. */
  readonly leavePropagateMs: number
  /** False for a bare memberlist member: nothing of Serf's is sent, what comes is ignored. */
  readonly speaks: boolean
}

/** Serf's own values, where not said otherwise. */
export const SERF_DEFAULTS: SerfOptions = {
  reapIntervalMs: 15_000,
  reconnectTimeoutMs: 86_400_000,
  tombstoneTimeoutMs: 86_400_000,
  reconnectIntervalMs: 10_000, // Serf: 30 s; ours, so that a healed partition becomes one cluster sooner
  recentIntentMs: 300_000,
  eventBuffer: 512,
  userEventLimit: 512,
  broadcastTimeoutMs: 5000,
  leavePropagateMs: 1000,
  speaks: true,
}
