import { WireError } from '../wire-error.ts'
import type { Kind } from './kinds.ts'
import { isMap, type Reader, truncated } from './reader.ts'

/** What an absent or nil list decodes to; it is written as nil, any other empty list as an empty array. */
export const NO_ITEMS: readonly never[] = Object.freeze([])

/** What an absent or nil map decodes to; it is written as nil, any other empty map as an empty map. */
export const NO_ENTRIES: ReadonlyMap<string, never> = new Map<string, never>()

/**
 * More items than any honest list has: memberlist's own limit for the rows of a push/pull. An item may take one byte on
 * the wire and a hundred in memory, so that the limit on bytes alone would not do.
 */
export const MAX_ITEMS = 1_048_576

/** Go's slice of `kind`. A map is read as the list of its keys and values, as Go does. */
export function list<T>(kind: Kind<T>): Kind<readonly T[]> {
  return {
    zero: NO_ITEMS,
    read: (reader) => readList(reader, kind),
    write: (writer, items) => {
      if (items === NO_ITEMS) return writer.nil()
      writer.arrayHeader(items.length)
      for (const item of items) kind.write(writer, item)
    },
    isEmpty: (items) => items.length === 0,
  }
}

/** Go's map[string]T. A later duplicate of a key wins. */
export function mapOf<T>(kind: Kind<T>): Kind<ReadonlyMap<string, T>> {
  return {
    zero: NO_ENTRIES,
    read: (reader) => readMap(reader, kind),
    write: (writer, entries) => {
      if (entries === NO_ENTRIES) return writer.nil()
      writer.mapHeader(entries.size)
      for (const [key, value] of entries) {
        writer.text(key)
        kind.write(writer, value)
      }
    },
    isEmpty: (entries) => entries.size === 0,
  }
}

/** Go's pointer: nil is undefined instead of a zero value. */
export function nullable<T>(kind: Kind<T>): Kind<T | undefined> {
  return {
    zero: undefined,
    read: (reader) => (reader.nil() ? undefined : kind.read(reader)),
    write: (writer, value) => (value === undefined ? writer.nil() : kind.write(writer, value)),
    isEmpty: (value) => value === undefined,
  }
}

function readList<T>(reader: Reader, kind: Kind<T>): readonly T[] {
  if (reader.nil()) return NO_ITEMS
  const count = plausible(reader, isMap(reader.peek()) ? 2 * reader.mapHeader() : reader.arrayHeader())
  const items: T[] = []
  for (let i = 0; i < count; i++) items.push(kind.read(reader))
  return items
}

function readMap<T>(reader: Reader, kind: Kind<T>): ReadonlyMap<string, T> {
  if (reader.nil()) return NO_ENTRIES
  const count = plausible(reader, reader.mapHeader())
  const entries = new Map<string, T>()
  for (let i = 0; i < count; i++) {
    const key = reader.text()
    entries.set(key, kind.read(reader))
  }
  return entries
}

/** Every item takes at least a byte; who announces more than there are will not deliver. */
function plausible(reader: Reader, count: number): number {
  if (count > MAX_ITEMS) throw new WireError('ERR_TOO_LARGE', `${count} items in one list`)
  if (count > reader.remaining) throw truncated()
  return count
}
