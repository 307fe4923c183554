import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ARBITRARY_BOOK, ARBITRARY_PEERS } from '../../../test/support/arbitrary-messages.ts'
import { nativeMessages } from '../../../test/support/arbitrary-native.ts'
import type { Message } from '../../core/message.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS } from '../../core/tags.ts'
import type { PlumtreeMessage } from '../../dissemination/index.ts'
import { Addresses } from '../memberlist/addresses.ts'
import { Writer } from '../msgpack/writer.ts'
import { WireError } from '../wire-error.ts'
import { isNative, readNative, writeNative } from './native-messages.ts'

const addresses = new Addresses(ARBITRARY_BOOK, () => 7946)
const messages = nativeMessages(fc.constantFrom(...ARBITRARY_PEERS))

function encode(message: Message): Uint8Array {
  const writer = new Writer()
  writeNative(writer, message, addresses)
  return writer.copy()
}

describe('native messages', () => {
  it('are what they were after they have been bytes', () => {
    fc.assert(
      fc.property(messages, (message) => {
        expect(isNative(message)).toBe(true)
        expect(readNative(encode(message), addresses)).toEqual(message)
      }),
    )
  })

  it('are refused if they are cut, have more bytes, or other ones', () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.nat(255), (message, at, byte) => {
        const bytes = encode(message)
        expect(() => readNative(bytes.subarray(0, at % bytes.length), addresses)).toThrow(WireError)
        expect(() => readNative(Uint8Array.of(...bytes, 0), addresses)).toThrow(WireError)
        bytes[at % bytes.length] = byte
        expect(() => unlessWireError(() => readNative(bytes, addresses))).not.toThrow()
      }),
    )
  })

  it('are written as the page of the wire says', () => {
    const graft: PlumtreeMessage = { tag: PLUMTREE_TAGS.graft, id: 300 }
    const prune: PlumtreeMessage = { tag: PLUMTREE_TAGS.prune }
    expect([[...encode(graft)], [...encode(prune)]]).toEqual([[0x2e, 1, 0xac, 2], [0x2f]])
  })

  it('have a bound for every list, whatever length is announced', () => {
    for (const bytes of [
      [HYPARVIEW_TAGS.shuffleReply, 0x81, 2],
      [PLUMTREE_TAGS.ihave, 65],
      [PLUMTREE_TAGS.ihave, 0xff, 0xff, 0xff, 0xff, 0x7f],
    ]) {
      expect(() => readNative(Uint8Array.from(bytes), addresses)).toThrow('are the most')
    }
  })

  it('with a number that is unknown, or an address that is none, are refused', () => {
    expect(() => readNative(Uint8Array.of(5), addresses)).toThrow('unknown: 5')
    expect(() => readNative(Uint8Array.of(HYPARVIEW_TAGS.shuffleReply, 1, 3, 1, 2, 3, 9), addresses)).toThrow('3 bytes')
    const farPort = [HYPARVIEW_TAGS.shuffleReply, 1, 4, 10, 0, 0, 1, 0x80, 0x80, 4]
    expect(() => readNative(Uint8Array.from(farPort), addresses)).toThrow('a port of 65536')
  })
})

function unlessWireError(action: () => unknown): void {
  try {
    action()
  } catch (error) {
    if (!(error instanceof WireError)) throw error
  }
}
