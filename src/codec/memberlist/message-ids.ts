/**
 * The first byte of each message (wire facts, section 3). Compound, compress and checksum are in frame/. `heartbeat` ("h",
 * as a link begins) and `native` ("n") are ours, far from the numbers that memberlist gives out one after another; they
 * go to those only who have said that they read them (docs/reference/wire.md).
 */
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
  heartbeat: 0x68,
  native: 0x6e,
} as const
