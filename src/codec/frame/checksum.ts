import type { Reader } from '../msgpack/reader.ts'
import { WireError } from '../wire-error.ts'
import { crc32 } from './crc32.ts'

/** The message number of a checksum header: `0c`, CRC-32, the message (wire facts, section 4.3). */
export const CHECKSUM = 12

/** Bytes that the header takes. */
export const CHECKSUM_SIZE = 5

/**
 * Passes a checksum header that the reader stands at, if there is one.
 * @throws WireError `ERR_CHECKSUM` if it does not fit, `ERR_TRUNCATED` if it is cut or nothing follows
 */
export function skipChecksum(reader: Reader): void {
  const { bytes, at, end } = reader
  if (bytes[at] !== CHECKSUM) return
  if (end - at <= CHECKSUM_SIZE) throw new WireError('ERR_TRUNCATED', 'a checksum of nothing')
  const given =
    (((bytes[at + 1] as number) << 24) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 8) |
      (bytes[at + 4] as number)) >>>
    0
  if (given !== crc32(bytes, at + CHECKSUM_SIZE, end)) throw new WireError('ERR_CHECKSUM', 'the checksum does not fit')
  reader.at = at + CHECKSUM_SIZE
}
