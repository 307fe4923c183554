import type { Kind } from './kinds.ts'
import { badValue, isArray, NIL, type Reader } from './reader.ts'
import { Writer } from './writer.ts'

/** One field of a Go struct: its name on the wire and in the object, its type, and whether an empty value is left out. */
export type Field<T> = {
  [K in keyof T & string]: readonly [name: K, kind: Kind<T[K]>, omit?: 'omit-empty']
}[keyof T & string]

/** A Go struct: a kind of its own, so that structs nest. */
export type Struct<T> = Kind<T>

interface Slot<T, V> {
  readonly name: string
  /** The key as the canonical encoding has it, its header included: most peers send exactly this. */
  readonly key: Uint8Array
  readonly kind: Kind<V>
  readonly omitEmpty: boolean
  readonly get: (from: T) => V
  readonly set: (into: T, value: V) => void
}

/**
 * Makes a struct of its fields in Go's order of declaration (wire facts, sections 2 and 3). It is written as a map in
 * bytewise order of the names. It is read from a map in any order, unknown keys passed over and a later duplicate
 * winning, or from an array in order of declaration, shorter or longer than the struct; nil is the zero struct.
 */
export function struct<T extends object>(fields: readonly Field<T>[]): Struct<T> {
  const declared: readonly Slot<T, unknown>[] = fields.map((field) => slotOf(field))
  const sorted = [...declared].sort((a, b) => (a.name < b.name ? -1 : 1))
  const omissible = sorted.filter(({ omitEmpty }) => omitEmpty)
  const zero = Object.freeze(Object.fromEntries(declared.map((slot) => [slot.name, slot.kind.zero]))) as T
  return {
    zero,
    read: (reader) => readStruct(reader, zero, declared, sorted),
    write: (sink, value) => {
      sink.mapHeader(sorted.length - countAbsent(omissible, value))
      for (let i = 0; i < sorted.length; i++) {
        const slot = sorted[i] as Slot<T, unknown>
        const member = slot.get(value)
        if (slot.omitEmpty && slot.kind.isEmpty(member)) continue
        sink.raw(slot.key)
        slot.kind.write(sink, member)
      }
    },
    isEmpty: () => false,
  }
}

/** The bytes of one value. */
export function encodeValue<T>(kind: Kind<T>, value: T): Uint8Array {
  const writer = new Writer()
  kind.write(writer, value)
  return writer.copy()
}

function slotOf<T>([name, kind, omit]: Field<T>): Slot<T, unknown> {
  const writer = new Writer()
  writer.text(name)
  return {
    name,
    key: writer.copy(),
    kind,
    omitEmpty: omit !== undefined,
    get: (from) => from[name],
    set: (into, value) => {
      into[name] = value as T[typeof name]
    },
  }
}

function countAbsent<T>(omissible: readonly Slot<T, unknown>[], value: T): number {
  let count = 0
  for (const { kind, get } of omissible) if (kind.isEmpty(get(value))) count++
  return count
}

function readStruct<T extends object>(
  reader: Reader,
  zero: T,
  declared: readonly Slot<T, unknown>[],
  sorted: readonly Slot<T, unknown>[],
): T {
  const value = { ...zero }
  if (reader.nil()) return value
  if (isArray(reader.peek())) readArray(reader, value, declared)
  else readMap(reader, value, sorted)
  return value
}

function readArray<T>(reader: Reader, value: T, declared: readonly Slot<T, unknown>[]): void {
  const count = reader.arrayHeader()
  for (let i = 0; i < count; i++) {
    const slot = declared[i]
    if (slot === undefined) reader.skip()
    else slot.set(value, slot.kind.read(reader))
  }
}

function readMap<T>(reader: Reader, value: T, sorted: readonly Slot<T, unknown>[]): void {
  const count = reader.mapHeader()
  let expected = 0
  for (let i = 0; i < count; i++) {
    const index = findKey(reader, sorted, expected)
    const slot = sorted[index]
    if (slot === undefined) reader.skip()
    else {
      slot.set(value, slot.kind.read(reader))
      expected = index + 1
    }
  }
}

/** Reads a key; @returns the index of its slot, or −1. Canonical keys in canonical order are found at first try. */
function findKey<T>(reader: Reader, sorted: readonly Slot<T, unknown>[], expected: number): number {
  const { length } = sorted
  for (let tried = 0; tried < length; tried++) {
    const index = (expected + tried) % length
    const key = (sorted[index] as Slot<T, unknown>).key
    if (startsWith(reader, key)) {
      reader.at += key.length
      return index
    }
  }
  return findOddKey(reader, sorted)
}

/** A key that is unknown, or written with a wider header than it needs. */
function findOddKey<T>(reader: Reader, sorted: readonly Slot<T, unknown>[]): number {
  if (reader.peek() === NIL) throw badValue('a key that is nil')
  const name = reader.text()
  return sorted.findIndex((slot) => slot.name === name)
}

function startsWith(reader: Reader, key: Uint8Array): boolean {
  const { bytes, at } = reader
  if (reader.end - at < key.length) return false
  for (let i = 0; i < key.length; i++) if (bytes[at + i] !== key[i]) return false
  return true
}
