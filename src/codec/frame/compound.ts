import { type Reader, truncated } from '../msgpack/reader.ts'

/** The message number of several messages in one. */
export const COMPOUND = 7

/** memberlist 0.2.2 misreads compounds of 128 parts or more (wire facts, section 4.2). */
export const MAX_PARTS = 127

/** Where the parts of a compound are. */
export interface CompoundParts {
  /** Start of each part that is all there. */
  readonly starts: readonly number[]
  /** End of each part that is all there. */
  readonly ends: readonly number[]
  /** How many parts the sender announced that are cut or missing. */
  readonly truncated: number
}

/**
 * Reads what follows the message number 7: a count, the lengths, then the parts back to back. A cut at the end costs
 * only the parts that it hits; bytes after the last part are ignored.
 * @throws WireError `ERR_TRUNCATED` if the count or a length is missing
 */
export function readCompound(reader: Reader): CompoundParts {
  const { bytes, end } = reader
  if (reader.remaining < 1) throw truncated()
  const count = bytes[reader.at++] as number
  let at = reader.at + 2 * count
  if (at > end) throw truncated()
  const starts: number[] = []
  const ends: number[] = []
  for (let i = 0; i < count; i++) {
    const length = ((bytes[reader.at + 2 * i] as number) << 8) | (bytes[reader.at + 2 * i + 1] as number)
    if (at + length > end) break
    starts.push(at)
    at += length
    ends.push(at)
  }
  return { starts, ends, truncated: count - starts.length }
}
