import * as v from 'valibot'
import { type Message, PACKET } from '../core/message.ts'
import { PLUMTREE_TAGS, REPAIR_TAGS, STAR_TAGS } from '../core/tags.ts'

/** Messages in one packet. */
export const MOST_PARTS = 256
/** What the layers themselves put into one message at most. */
const MOST_ANNOUNCED = 64
const MOST_STATES = 256
const MOST_RANGES = 64
const MOST_POSTS = 256
const MOST_TOPIC_LENGTH = 128

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
const topic = v.pipe(v.string(), v.maxLength(MOST_TOPIC_LENGTH))
const bytes = v.pipe(
  v.string(),
  v.regex(/^[A-Za-z0-9+/]*={0,2}$/, 'not base64'),
  v.transform((text) => new Uint8Array(Buffer.from(text, 'base64'))),
)
const announcement = { id: whole, hops: whole }

function several<T extends v.GenericSchema>(item: T, most: number): v.GenericSchema<unknown, v.InferOutput<T>[]> {
  return v.pipe(v.array(item), v.maxLength(most))
}

const single: v.GenericSchema<unknown, Message> = v.variant('tag', [
  v.object({ tag: v.literal(PLUMTREE_TAGS.gossip), ...announcement, payload: bytes }),
  v.object({ tag: v.literal(PLUMTREE_TAGS.ihave), messages: several(v.object(announcement), MOST_ANNOUNCED) }),
  v.object({ tag: v.literal(PLUMTREE_TAGS.graft), id: v.optional(whole) }),
  v.object({ tag: v.literal(PLUMTREE_TAGS.prune) }),
  v.object({
    tag: v.literal(REPAIR_TAGS.digest),
    logs: several(v.object({ topic, origin: whole, through: whole, greatest: whole, floor: whole }), MOST_STATES),
    isAnswer: v.boolean(),
    hasMore: v.boolean(),
  }),
  v.object({
    tag: v.literal(REPAIR_TAGS.request),
    wanted: several(v.object({ topic, origin: whole, first: whole, last: whole }), MOST_RANGES),
  }),
  v.object({ tag: v.literal(REPAIR_TAGS.posts), posts: several(bytes, MOST_POSTS) }),
  v.object({ tag: v.literal(STAR_TAGS.ask), isHub: v.boolean() }),
  v.object({ tag: v.literal(STAR_TAGS.answer) }),
  v.object({ tag: v.literal(STAR_TAGS.detach) }),
])
const packetOfSingles: v.GenericSchema<unknown, Message> = v.object({
  tag: v.literal(PACKET),
  parts: several(single, MOST_PARTS),
  checked: v.boolean(),
})
const message = v.union([single, packetOfSingles])

/** A layer's message as JSON text: its fields as they are, bytes as base64. */
export function writePeerMessage(sent: Message): string {
  return JSON.stringify(sent, (_key, value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value,
  )
}

/** A layer's message, out of parsed JSON; undefined if it is none, or holds more than a layer would send. */
export function readPeerMessage(json: unknown): Message | undefined {
  const read = v.safeParse(message, json)
  return read.success ? read.output : undefined
}
