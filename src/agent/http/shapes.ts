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
  | Exclude<NodeEvent, { readonly type: 'event' }>
  | { readonly type: 'event'; readonly at: number; readonly event: EventLinePayload }

/** A user event as JSON can say it. */
export interface EventLinePayload {
  readonly name: string
  readonly ltime: number
  readonly coalesce: boolean
  /** Base64. */
  readonly payload: string
  /** The payload, if it is UTF-8. */
  readonly text: string | null
}

/** A node's event as a line's object. */
export function toEventLine(event: NodeEvent): EventLine {
  if (event.type !== 'event') return event
  const { name, ltime, coalesce, payload } = event.event
  const bytes = Buffer.from(payload)
  return {
    type: 'event',
    at: event.at,
    event: { name, ltime, coalesce, payload: bytes.toString('base64'), text: textOf(bytes) },
  }
}

function textOf(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
