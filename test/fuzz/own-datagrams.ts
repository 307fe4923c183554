import { PacketCodec } from '../../src/codec/index.ts'
import { AddressBook, packet } from '../../src/core/index.ts'
import { HEARTBEAT_TAGS, SWIM_TAGS } from '../../src/core/tags.ts'
import type { Heartbeat } from '../../src/detection/index.ts'
import type { Nack } from '../../src/membership/swim/messages.ts'

/** Datagrams that no recording has, since only nodes of hearsay send them: by themselves and among others. */
export function ownDatagrams(): Uint8Array[] {
  const codec = new PacketCodec({ book: new AddressBook(), bindPort: () => 7946 })
  const heartbeats = [1, 255, 70_000, 0xffffffff].map(
    (sequence): Heartbeat => ({ tag: HEARTBEAT_TAGS.heartbeat, life: sequence ^ 0x5bd1e995, sequence }),
  )
  const nack: Nack = { tag: SWIM_TAGS.nack, sequence: 7 }
  return [...heartbeats, packet([nack, ...heartbeats])].map((message) => codec.encode(message))
}
