import { NO_BYTES, type Reader } from './reader.ts'
import type { Sink } from './sink.ts'

/** How a value of one Go type is written and read. */
export interface Kind<T> {
  /** What an absent or nil value decodes to; shared, so never changed. */
  readonly zero: T
  /** @throws WireError */
  read(reader: Reader): T
  write(sink: Sink, value: T): void
  /** Whether an omit-empty field of this value is left out. */
  isEmpty(value: T): boolean
}

/** Go's uint8. */
export const u8: Kind<number> = unsigned(0xff)
/** Go's uint16. */
export const u16: Kind<number> = unsigned(0xffff)
/** Go's uint32. */
export const u32: Kind<number> = unsigned(0xffffffff)

/** Go's int and int64; beyond 2^53 the nearest double. */
export const int: Kind<number> = {
  zero: 0,
  read: (reader) => reader.int(),
  write: (sink, value) => sink.int(value),
  isEmpty: (value) => value === 0,
}

/** A Lamport time: Go's uint64, up to 2^53 − 1. */
export const lamport: Kind<number> = {
  zero: 0,
  read: (reader) => reader.lamport(),
  write: (sink, value) => sink.int(value),
  isEmpty: (value) => value === 0,
}

/** Go's bool. */
export const bool: Kind<boolean> = {
  zero: false,
  read: (reader) => reader.bool(),
  write: (sink, value) => sink.bool(value),
  isEmpty: (value) => !value,
}

/** Go's float64. */
export const float: Kind<number> = {
  zero: 0,
  read: (reader) => reader.float(),
  write: (sink, value) => sink.float(value),
  isEmpty: (value) => value === 0,
}

/** Go's string. */
export const text: Kind<string> = {
  zero: '',
  read: (reader) => reader.text(),
  write: (sink, value) => sink.text(value),
  isEmpty: (value) => value === '',
}

/** Go's []byte; what is read is a copy. */
export const blob: Kind<Uint8Array> = {
  zero: NO_BYTES,
  read: (reader) => reader.blob(),
  write: (sink, value) => sink.blob(value),
  isEmpty: (value) => value.length === 0,
}

function unsigned(max: number): Kind<number> {
  return {
    zero: 0,
    read: (reader) => reader.uint(max),
    write: (sink, value) => sink.int(value),
    isEmpty: (value) => value === 0,
  }
}
