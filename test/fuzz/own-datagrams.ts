import fc from 'fast-check'
import { PacketCodec } from '../../src/codec/index.ts'
import { type Message, packet } from '../../src/core/index.ts'
import { SWIM_TAGS } from '../../src/core/tags.ts'
import type { Nack } from '../../src/membership/swim/messages.ts'
import { optionsWith, ownDatagrams as ownMessages } from '../support/arbitrary-messages.ts'

/** Enough to meet every kind several times. */
const COUNT = 100

/** Datagrams that no recording has, since only nodes of hearsay send them: by themselves and among others. */
export function ownDatagrams(): Uint8Array[] {
  const codec = new PacketCodec(optionsWith())
  const messages: Message[] = fc.sample(ownMessages, { numRuns: COUNT, seed: 1 })
  const nack: Nack = { tag: SWIM_TAGS.nack, sequence: 7 }
  return [...messages, packet([nack, ...messages.slice(0, 9)])].map((message) => codec.encode(message))
}
