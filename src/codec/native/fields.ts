import type { PeerId } from '../../core/env.ts'
import { Slab } from '../../base/slab.ts'
import { decodeUtf8, encodeUtf8 } from '../../base/utf8.ts'
import type { VarintReader } from '../../base/varint.ts'
import type { Addresses } from '../memberlist/addresses.ts'
import { truncated } from '../msgpack/reader.ts'
import type { Sink } from '../msgpack/sink.ts'
import { WireError } from '../wire-error.ts'

/** How one kind of value is written and read. Reading throws WireError, and shares no memory with what it reads. */
export interface Field<T> {
  write(sink: Sink, value: T, addresses: Addresses): void
  read(reader: VarintReader, addresses: Addresses): T
}

/** An integer in [0, 2^53), as a varint. */
export const UINT: Field<number> = { write: writeUint, read: readUint }

/** Yes or no, a byte. */
export const FLAG: Field<boolean> = {
  write: (sink, value) => sink.byte(value ? 1 : 0),
  read: (reader) => readUint(reader) !== 0,
}

/** An address: the number of its bytes, 4 or 16, they, the port. */
export const PEER: Field<PeerId> = {
  write(sink, peer, addresses) {
    const { ip, port } = addresses.addressOf(peer)
    writeBytes(sink, ip)
    writeUint(sink, port)
  },
  read(reader, addresses) {
    const ip = readBytes(reader)
    const port = readUint(reader)
    if (port > 0xffff) throw new WireError('ERR_BAD_VALUE', `a port of ${port}`)
    return addresses.peerAt(ip, port)
  },
}

const slab = new Slab()

/** Bytes behind their number; what is read is a copy. */
export const BYTES: Field<Uint8Array> = { write: writeBytes, read: (reader) => slab.copy(readBytes(reader)) }

/** Text as UTF-8, behind the number of its bytes. */
export const TEXT: Field<string> = {
  write: (sink, value) => writeBytes(sink, encodeUtf8(value)),
  read: (reader) => decodeUtf8(readBytes(reader)),
}

/** Several, behind their number. @param most more are no honest message's */
export function list<T>(of: Field<T>, most: number): Field<readonly T[]> {
  return {
    write(sink, values, addresses) {
      writeUint(sink, values.length)
      for (const value of values) of.write(sink, value, addresses)
    },
    read(reader, addresses) {
      const count = readUint(reader)
      if (count > most) throw new WireError('ERR_TOO_LARGE', `${count} items where ${most} are the most`)
      const values: T[] = []
      while (values.length < count) values.push(of.read(reader, addresses))
      return values
    },
  }
}

/** What may be left out: behind a byte that says whether it is there. */
export function optional<T>(of: Field<T>): Field<T | undefined> {
  return {
    write(sink, value, addresses) {
      FLAG.write(sink, value !== undefined, addresses)
      if (value !== undefined) of.write(sink, value, addresses)
    },
    read: (reader, addresses) => (FLAG.read(reader, addresses) ? of.read(reader, addresses) : undefined),
  }
}

/** A record: its fields one after the other, without names. What is undefined is left out when it is read. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Field<T[K]> }): Field<T> {
  const entries = Object.entries(fields) as [keyof T, Field<unknown>][]
  return {
    write(sink, value, addresses) {
      for (const [name, field] of entries) field.write(sink, value[name], addresses)
    },
    read(reader, addresses) {
      const value: Partial<Record<keyof T, unknown>> = {}
      for (const [name, field] of entries) {
        const read = field.read(reader, addresses)
        if (read !== undefined) value[name] = read
      }
      return value as T
    },
  }
}

function writeUint(sink: Sink, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`${value} is no integer in [0, 2^53)`)
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) sink.byte((rest % 0x80) | 0x80)
  sink.byte(rest)
}

function readUint(reader: VarintReader): number {
  const value = reader.next()
  if (Number.isNaN(value)) throw truncated()
  return value
}

function writeBytes(sink: Sink, bytes: Uint8Array): void {
  writeUint(sink, bytes.length)
  sink.raw(bytes)
}

function readBytes(reader: VarintReader): Uint8Array {
  const bytes = reader.take(readUint(reader))
  if (bytes === undefined) throw truncated()
  return bytes
}
