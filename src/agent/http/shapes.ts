import type { JoinResult, Member, NodeEvent, NodeStats, SendResult } from '../../node/api.ts'

/** Goes up when a field changes its meaning or goes away; new fields do not raise it. */
export const SCHEMA = 1

/** What every answer carries. */
export interface Versioned {
  readonly schema: typeof SCHEMA
}

/** `GET members`. */
export interface MembersAnswer extends Versioned {
  readonly members: readonly Member[]
}

/** `GET stats`. */
export interface StatsAnswer extends Versioned, NodeStats {}

/** `GET info`. */
export interface InfoAnswer extends Versioned {
  readonly name: string
  readonly address: string
  readonly http: string
  readonly version: string
  readonly pid: number
  /** Milliseconds since the agent was started. */
  readonly uptimeMs: number
  readonly profile: string
  readonly dialect: string
  readonly encrypted: boolean
  readonly label: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly stats: NodeStats
}

/** `POST join`. */
export interface JoinAnswer extends Versioned, JoinResult {}

/** `POST event`. */
export interface EventAnswer extends Versioned, SendResult {}

/** `PUT tags`. */
export interface TagsAnswer extends Versioned {
  readonly tags: Readonly<Record<string, string>>
}

/** `POST leave`. */
export interface LeaveAnswer extends Versioned {
  readonly left: true
}

/** What stands in the body of a refusal. */
export interface ErrorAnswer extends Versioned {
  readonly error: { readonly code: string; readonly message: string }
}

/** One line of `GET events`: a node's event whose payload, if it has one, is base64, and text where it is text. */
export type EventLine =
  | Exclude<NodeEvent, { readonly type: 'broadcast' | 'event' }>
  | { readonly type: 'broadcast'; readonly at: number; readonly message: BroadcastLine }
  | { readonly type: 'event'; readonly at: number; readonly event: EventLinePayload }

/** Bytes as JSON can say them. */
interface PayloadLine {
  /** Base64. */
  readonly payload: string
  /** The payload, if it is UTF-8. */
  readonly text: string | null
}

/** A user event as JSON can say it. */
export interface EventLinePayload extends PayloadLine {
  readonly name: string
  readonly ltime: number
  readonly coalesce: boolean
}

/** A broadcast as JSON can say it. */
export interface BroadcastLine extends PayloadLine {
  readonly id: string
  readonly from: string
}

/** A node's event as a line's object. */
export function toEventLine(event: NodeEvent): EventLine {
  if (event.type === 'broadcast') {
    const { id, from, payload } = event.message
    return { type: 'broadcast', at: event.at, message: { id, from, ...payloadLine(payload) } }
  }
  if (event.type !== 'event') return event
  const { name, ltime, coalesce, payload } = event.event
  return { type: 'event', at: event.at, event: { name, ltime, coalesce, ...payloadLine(payload) } }
}

function payloadLine(payload: Uint8Array): PayloadLine {
  const bytes = Buffer.from(payload)
  return { payload: bytes.toString('base64'), text: textOf(bytes) }
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
