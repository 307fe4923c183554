import * as v from 'valibot'
import type { Json } from './json.ts'

/** Characters that a line may have. Our choice: reads of 100,000 values fit. */
export const MOST_LINE_LENGTH: number = 16 * 1024 * 1024

const MOST_ID_LENGTH = 256

const identity = v.pipe(v.string(), v.minLength(1), v.maxLength(MOST_ID_LENGTH))
const messageId = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const envelope = v.object({
  src: v.nullish(identity),
  dest: v.nullish(identity),
  body: v.looseObject({ type: v.string(), msg_id: v.optional(messageId), in_reply_to: v.optional(messageId) }),
})
/** As much as an answer needs. */
const answerable = v.object({ src: identity, dest: v.nullish(identity), body: v.object({ msg_id: messageId }) })

/** What a message says: its type, its number if an answer is wanted, and whatever the type has besides. */
export interface Body {
  readonly type: string
  readonly msg_id?: number
  readonly in_reply_to?: number
  readonly [field: string]: Json | undefined
}

/** One line of Maelstrom's protocol. Who does not know its own name yet has none. */
export interface Envelope {
  readonly src: string | undefined
  readonly dest: string | undefined
  readonly body: Body
}

/** A line that is no message, and whom to tell, if that can be told. */
export interface Unreadable {
  readonly reason: string
  readonly answerTo?: { readonly src: string; readonly dest: string | undefined; readonly msgId: number }
}

/** Reads a line. Never throws. */
export function readEnvelope(line: string): Envelope | Unreadable {
  const value = parseJson(line)
  if (value === undefined) return { reason: 'no JSON' }
  const read = v.safeParse(envelope, value)
  if (!read.success) return { reason: describe(read.issues[0]), ...answerTo(value) }
  const { src, dest, body } = read.output
  return { src: src ?? undefined, dest: dest ?? undefined, body: body as unknown as Body }
}

/** Writes a line, without its end. */
export function writeEnvelope(src: string, dest: string, body: Body): string {
  return JSON.stringify({ src, dest, body })
}

/** "body.delta: Expected number but received undefined", for people. */
export function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue)
  return path === null ? issue.message : `${path}: ${issue.message}`
}

function parseJson(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json
  } catch {
    return undefined
  }
}

function answerTo(value: unknown): Pick<Unreadable, 'answerTo'> {
  const read = v.safeParse(answerable, value)
  if (!read.success) return {}
  const { src, dest, body } = read.output
  return { answerTo: { src, dest: dest ?? undefined, msgId: body.msg_id } }
}
