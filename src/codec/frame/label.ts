import { encodeUtf8 } from '../../base/utf8.ts'
import { WireError } from '../wire-error.ts'

/** The first byte of a label header. */
export const LABEL_HEADER = 244

const LONGEST = 255

/**
 * The label header (wire facts, section 4.6): `f4`, the length, the label. Empty if there is no label.
 * @throws RangeError for a label of more than 255 bytes
 */
export function labelHeader(label: string): Uint8Array {
  const bytes = encodeUtf8(label)
  if (bytes.length === 0) return bytes
  if (bytes.length > LONGEST) throw new RangeError(`a label has at most ${LONGEST} bytes, not ${bytes.length}`)
  return Uint8Array.of(LABEL_HEADER, bytes.length, ...bytes)
}

/**
 * Checks what a datagram begins with against the header that ours begin with.
 * @returns how many bytes the header takes; 0 without a label
 * @throws WireError `ERR_FOREIGN_LABEL` for another label, for none where there should be one, and the other way round;
 * `ERR_TRUNCATED` or `ERR_BAD_PACKET` for a broken header
 */
export function skipLabel(bytes: Uint8Array, expected: Uint8Array): number {
  if (bytes[0] !== LABEL_HEADER) {
    if (expected.length === 0) return 0
    throw new WireError('ERR_FOREIGN_LABEL', 'it carries no label')
  }
  const length = bytes[1]
  if (length === undefined || bytes.length < 2 + length) throw new WireError('ERR_TRUNCATED', 'the label is cut')
  if (length === 0) throw new WireError('ERR_BAD_PACKET', 'a label of no bytes')
  if (expected.length !== 2 + length || !expected.every((byte, i) => byte === bytes[i]))
    throw new WireError('ERR_FOREIGN_LABEL', 'it carries the label of another cluster')
  return expected.length
}
