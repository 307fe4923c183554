/** The first byte of each message (wire facts, section 3). Compound, compress and checksum are in frame/. */
export const WIRE_IDS = {
  ping: 0,
  indirectPing: 1,
  ack: 2,
  suspect: 3,
  alive: 4,
  dead: 5,
  pushPull: 6,
  user: 8,
  nack: 11,
  err: 13,
} as const
