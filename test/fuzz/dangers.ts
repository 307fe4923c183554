import { CHECKSUM, CHECKSUM_SIZE } from '../../src/codec/frame/checksum.ts'
import { COMPOUND, readCompound } from '../../src/codec/frame/compound.ts'
import { COMPRESS, COMPRESS_BODY } from '../../src/codec/frame/compression.ts'
import { LzwDecoder } from '../../src/codec/frame/lzw-decoder.ts'
import { ALIVE, PUSH_PULL_HEADER, PUSH_PULL_NODE, USER_HEADER } from '../../src/codec/memberlist/bodies.ts'
import { WIRE_IDS } from '../../src/codec/memberlist/message-ids.ts'
import { Reader } from '../../src/codec/msgpack/reader.ts'

const LIMIT = 1 << 26
const VERSIONS = 6

/** What in a datagram would crash a peer written in Go, or undefined. Give it what is behind label and encryption. */
export function dangerInPacket(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty message'
  switch (bytes[0]) {
    case CHECKSUM:
      return bytes.length <= CHECKSUM_SIZE ? 'a checksum of nothing' : dangerInPacket(bytes.subarray(CHECKSUM_SIZE))
    case COMPRESS:
      return dangerInPacket(inflated(bytes))
    case COMPOUND:
      return dangerInParts(bytes)
    case WIRE_IDS.alive:
      return dangerInVersions(ALIVE.read(new Reader().reset(bytes, 1)).Vsn)
    default:
      return undefined
  }
}

/** The same for what one side writes on a stream. */
export function dangerInStream(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'an empty message'
  if (bytes[0] === COMPRESS) return dangerInStream(inflated(bytes))
  const reader = new Reader().reset(bytes, 1)
  if (bytes[0] === WIRE_IDS.user) return dangerInLength(USER_HEADER.read(reader).UserMsgLen, reader.remaining)
  return bytes[0] === WIRE_IDS.pushPull ? dangerInTable(reader) : undefined
}

function dangerInTable(reader: Reader): string | undefined {
  const header = PUSH_PULL_HEADER.read(reader)
  for (let i = 0; i < header.Nodes; i++) {
    const danger = dangerInVersions(PUSH_PULL_NODE.read(reader).Vsn)
    if (danger !== undefined) return danger
  }
  return dangerInLength(header.UserStateLen, reader.remaining)
}

function dangerInParts(bytes: Uint8Array): string | undefined {
  const { starts, ends } = readCompound(new Reader().reset(bytes, 1))
  return starts.map((start, i) => dangerInPacket(bytes.subarray(start, ends[i]))).find((danger) => danger !== undefined)
}

function dangerInVersions({ length }: Uint8Array): string | undefined {
  return length === 0 || length === VERSIONS ? undefined : `versions of ${length} bytes`
}

function dangerInLength(said: number, is: number): string | undefined {
  return said === is ? undefined : `a length of ${said} before ${is} bytes`
}

function inflated(bytes: Uint8Array): Uint8Array {
  return new LzwDecoder().decode(COMPRESS_BODY.read(new Reader().reset(bytes, 1)).Buf, LIMIT)
}
