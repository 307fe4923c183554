/**
 * Why bytes from the network were refused.
 *
 * - `ERR_TRUNCATED`: they end too early. A stream that goes on may still complete them.
 * - `ERR_BAD_PACKET`, `ERR_BAD_STREAM`: they break the format.
 * - `ERR_BAD_VALUE`: a field holds what it cannot hold (a negative count, text where a number belongs).
 * - `ERR_OUT_OF_RANGE`: a Lamport time above 2^53 − 1, which would poison every clock that witnessed it.
 * - `ERR_UNKNOWN_MESSAGE`: a message number that does not belong here.
 * - `ERR_CHECKSUM`: the CRC does not fit.
 * - `ERR_TOO_LARGE`: more bytes, items or nesting than anyone honest sends.
 * - `ERR_FOREIGN_LABEL`: meant for another cluster, or for one without a label.
 * - `ERR_NOT_ENCRYPTED`: we have a key, they sent plain text.
 * - `ERR_ENCRYPTED`: they encrypted, we have no key.
 * - `ERR_WRONG_KEY`: none of our keys opens it.
 */
export type WireErrorCode =
  | 'ERR_TRUNCATED'
  | 'ERR_BAD_PACKET'
  | 'ERR_BAD_STREAM'
  | 'ERR_BAD_VALUE'
  | 'ERR_OUT_OF_RANGE'
  | 'ERR_UNKNOWN_MESSAGE'
  | 'ERR_CHECKSUM'
  | 'ERR_TOO_LARGE'
  | 'ERR_FOREIGN_LABEL'
  | 'ERR_NOT_ENCRYPTED'
  | 'ERR_ENCRYPTED'
  | 'ERR_WRONG_KEY'

/** The only error that decoding throws: someone sent what we do not accept. Nothing of ours is broken. */
export class WireError extends Error {
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, message: string) {
    super(message)
    this.name = 'WireError'
    this.code = code
  }
}
