import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import { mapOf } from '../msgpack/containers.ts'
import { text } from '../msgpack/kinds.ts'
import { Reader } from '../msgpack/reader.ts'
import { encodeValue } from '../msgpack/struct.ts'

/** What begins tags in a member's meta; anything else is an old node's role. */
const MAGIC = 0xff

const TAGS = mapOf(text)

/**
 * A member's tags as its meta (wire facts, section 12): `ff`, then a map in order of the keys' UTF-8 bytes, so that
 * equal tags give equal bytes. Meta has at most 512 bytes on the wire; the caller checks.
 */
export function encodeTags(tags: Readonly<Record<string, string>>): Uint8Array {
  const entries = Object.entries(tags).sort(([a], [b]) => compareBytes(encodeUtf8(a), encodeUtf8(b)))
  const packed = encodeValue(TAGS, new Map(entries))
  const meta = new Uint8Array(1 + packed.length)
  meta[0] = MAGIC
  meta.set(packed, 1)
  return meta
}

/**
 * A member's tags from its meta. Meta that does not begin with `ff` is the role of a node before protocol 3; no meta at
 * all, as a bare memberlist member has it, is no tags (Serf would show an empty role).
 * @returns an object without a prototype: a tag may be called "__proto__"
 * @throws WireError if the map is broken
 */
export function decodeTags(meta: Uint8Array): Record<string, string> {
  const tags = Object.create(null) as Record<string, string>
  if (meta.length === 0) return tags
  if (meta[0] !== MAGIC) tags['role'] = decodeUtf8(meta)
  else for (const [key, value] of TAGS.read(new Reader().reset(meta, 1))) tags[key] = value
  return tags
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length)
  for (let i = 0; i < shorter; i++) if (a[i] !== b[i]) return (a[i] as number) - (b[i] as number)
  return a.length - b.length
}
