import { decodeUtf8, utf8Length, writeUtf8 } from '../../base/utf8.ts'
import { varintLength, VarintReader, writeVarint } from '../../base/varint.ts'

/** One post of one author: where it stands in what the author has published on a topic. */
export interface PostRef {
  /** The author's life, drawn by chance when it begins: a node that is started again is another author. */
  readonly origin: number
  /** Counts up from 1 on each topic. */
  readonly sequence: number
}

/** What is published: bytes, with what repair and order need to know of them. */
export interface Post extends PostRef {
  readonly topic: string
  /** The author's name. */
  readonly author: string
  /** The least number that was published so lately that who does not know the author waits for it. */
  readonly floor: number
  /** Posts of others on the topic that the author had been given before: to be delivered first, if order is causal. */
  readonly after: readonly PostRef[]
  readonly body: Uint8Array
}

/** Bytes that a topic may have in UTF-8. Our choice, that of names of members. */
export const MOST_TOPIC_BYTES = 128
const MOST_AUTHOR_BYTES = 128
/** Posts that one may name as those before it. */
export const MOST_AFTER = 512
const VERSION = 1

/**
 * The post in bytes. All integers are varints: version 1; topic and author, each after its length; origin, sequence,
 * how many numbers lie between the floor and it; how many posts come before, and of each origin and sequence; the body.
 */
export function encodePost(post: Post): Uint8Array {
  const numbers = [post.origin, post.sequence, post.sequence - post.floor, post.after.length]
  for (const { origin, sequence } of post.after) numbers.push(origin, sequence)
  const texts = [post.topic, post.author]
  const size = numbers.reduce((sum, number) => sum + varintLength(number), 0)
  const bytes = new Uint8Array(1 + texts.reduce((sum, text) => sum + textSize(text), size) + post.body.length)
  let at = writeVarint(VERSION, bytes, 0)
  for (const text of texts) at = writeUtf8(text, bytes, writeVarint(utf8Length(text), bytes, at))
  for (const number of numbers) at = writeVarint(number, bytes, at)
  bytes.set(post.body, at)
  return bytes
}

/** The post of bytes, or undefined if they are none. The body is not copied. */
export function decodePost(bytes: Uint8Array): Post | undefined {
  const reader = new VarintReader(bytes)
  if (reader.next() !== VERSION) return undefined
  const topic = readText(reader, MOST_TOPIC_BYTES)
  const author = readText(reader, MOST_AUTHOR_BYTES)
  const [origin, sequence, young, count] = [reader.next(), reader.next(), reader.next(), reader.next()]
  const floor = sequence - young
  if (topic === undefined || author === undefined || !(floor >= 1) || !(count <= MOST_AFTER)) return undefined
  const after = Array.from({ length: count }, () => ({ origin: reader.next(), sequence: reader.next() }))
  if (Number.isNaN(reader.at)) return undefined
  return { topic, author, origin, sequence, floor, after, body: reader.rest() }
}

function textSize(text: string): number {
  const length = utf8Length(text)
  return varintLength(length) + length
}

function readText(reader: VarintReader, most: number): string | undefined {
  const length = reader.next()
  const bytes = length <= most ? reader.take(length) : undefined
  return bytes === undefined ? undefined : decodeUtf8(bytes)
}
