/** What travels between nodes, as bytes: memberlist's and Serf's formats, both ways. */
export {
  compactBlockBytes,
  decodeCompactBlock,
  decodeIndexes,
  encodeCompactBlock,
  encodeIndexes,
  indexesBytes,
} from './bip152/compact-block.ts'
export { padPkcs7, unpadPkcs7 } from './frame/pkcs7.ts'
export { isNative } from './native/native-messages.ts'
export { PacketCodec } from './packet-codec.ts'
export { decodeTags, encodeTags } from './serf/tags.ts'
export { simWire, VIRTUAL_PORT, virtualAddress, virtualWire } from './sim-wire.ts'
export { StreamCodec } from './stream-codec.ts'
export type { StreamRole } from './stream/plain-parser.ts'
export type { StreamReader } from './stream/stream-reader.ts'
export { WireError, type WireErrorCode } from './wire-error.ts'
export type { Sealer, WireOptions } from './wire-options.ts'
