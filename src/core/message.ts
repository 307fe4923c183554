/** What travels between nodes. The tag says which layer it belongs to; numbers are allotted in `tags.ts`. */
export interface Message {
  readonly tag: number
}

/** One datagram of several messages, in order. Built by the layer that packs (SWIM), opened by the {@link Stack}. */
export interface Packet extends Message {
  readonly tag: typeof PACKET
  readonly parts: readonly Message[]
  /** Whether the receiver is known to accept a checksum, so that the codec may add one. */
  readonly checked: boolean
}

/** The tag of a {@link Packet}. */
export const PACKET = 0

/** Makes a packet of messages that are in hand. */
export function packet(parts: readonly Message[], checked = false): Packet {
  return { tag: PACKET, parts, checked }
}
