import type { AddressBook } from '../core/address-book.ts'

/**
 * Encryption, given by the runtime; the codec itself stays free of any crypto library.
 *
 * Contract for implementers (wire facts, section 4.5): a box is `version u8 | nonce 12 | ciphertext | tag 16`,
 * AES-GCM under a key of 16, 24 or 32 bytes.
 * - `seal` uses the primary key and a nonce from a cryptographic source, and version 1 (no padding, 29 bytes more).
 * - `open` accepts versions 0 and 1 and tries every key, the primary first. Version 0 is padded: hand the plain text to
 *   `unpadPkcs7` (frame/pkcs7.ts). It returns undefined, and never throws, for a higher version, for less than 29 bytes
 *   (45 in version 0), when no key fits, or when the padding is broken.
 * - Neither keeps nor changes what it is given, and what they return is theirs no more.
 */
export interface Sealer {
  /** Bytes that sealing adds, exactly: 29 for version 1. A stream announces the length of a box before it is sealed. */
  readonly overhead: number
  /** @param aad bytes that are authenticated but not sent: the label, on streams after the frame header */
  seal(plain: Uint8Array, aad: Uint8Array): Uint8Array
  /** The plain text, or undefined if no key fits. */
  open(box: Uint8Array, aad: Uint8Array): Uint8Array | undefined
}

/** How a node speaks to its cluster. All nodes of a cluster must agree on `label`, the sealer's keys and `dialect`. */
export interface WireOptions {
  /** Translates addresses on the wire into peers and back. */
  readonly book: AddressBook
  /** The port that this node listens on; it stands in for port 0, as in memberlist (section 7.1). */
  readonly bindPort: () => number
  /** The name of the cluster in the label header (section 4.6), at most 255 bytes; '' or undefined for none. */
  readonly label?: string | undefined
  readonly sealer?: Sealer | undefined
  /** Whether plain text is refused when there is a sealer; default true. */
  readonly verifyIncoming?: boolean | undefined
  /** Whether we encrypt when there is a sealer; default true. */
  readonly verifyOutgoing?: boolean | undefined
  /** Whether we compress; default true. What comes in compressed is always understood. */
  readonly compress?: boolean | undefined
  /** 'serf' (the default) reads user messages and user state as Serf's; 'memberlist' hands them on unread. */
  readonly dialect?: 'serf' | 'memberlist' | undefined
}
