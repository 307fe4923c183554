import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PUBSUB_TAGS } from '../../core/tags.ts'
import type { Rpc } from '../../dissemination/pubsub/messages.ts'
import { WireError } from '../wire-error.ts'
import { frameRpc, RpcFrameReader } from './rpc-frames.ts'
import { decodeRpc, RPC_LIMITS } from './rpc-reader.ts'
import { sizeOfRpc } from './rpc-size.ts'
import { encodeRpc } from './rpc-writer.ts'

const bytes = fc.uint8Array({ maxLength: 300 })
const topic = fc.string({ unit: 'binary', maxLength: 30 })
const id = fc.uint8Array({ maxLength: 40 }).map((raw) => Buffer.from(raw).toString('latin1'))
const ids = fc.array(id, { maxLength: 5 })

/** Fields that may be left out. */
function some<T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> {
  return fc.record(fields, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>
}

function lists<T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> {
  return fc.array(item, { minLength: 1, maxLength: 4 })
}

const prune = fc
  .tuple(some({ topic, backoffS: fc.maxSafeNat() }), fc.array(some({ id: bytes, record: bytes }), { maxLength: 3 }))
  .map(([fields, peers]) => ({ ...fields, peers }))
const control = some({
  ihave: lists(fc.tuple(some({ topic }), ids).map(([fields, all]) => ({ ...fields, ids: all }))),
  iwant: lists(fc.record({ ids })),
  graft: lists(some({ topic })),
  prune: lists(prune),
  dontWant: lists(fc.record({ ids })),
})
const message = some({ topic, data: bytes, from: bytes, seqno: bytes, signature: bytes, key: bytes })
const rpc = some({
  subscriptions: lists(some({ isOn: fc.boolean(), topic })),
  publish: lists(message),
  control,
}).map((fields) => ({ tag: PUBSUB_TAGS.rpc, ...fields }))

describe('a message of GossipSub', () => {
  it('comes back as it was, whatever it is', () => {
    fc.assert(
      fc.property(rpc, (sent) => {
        expect(decodeRpc(encodeRpc(sent))).toEqual(sent)
      }),
    )
  })

  it('has the size that was said before', () => {
    fc.assert(
      fc.property(rpc, (sent) => {
        expect(sizeOfRpc(sent)).toBe(encodeRpc(sent).length)
      }),
    )
  })

  it('is read though there are fields in it that nobody knows', () => {
    const unknown = [0x7a, 2, 1, 2, 0x78, 5, 0x79, 1, 2, 3, 4, 5, 6, 7, 8, 0x7d, 1, 2, 3, 4] // bytes, a number, 8 and 4 bytes
    const group = [0x7b, 0x08, 1, 0x83, 1, 0x84, 1, 0x7c]
    fc.assert(
      fc.property(rpc, (sent) => {
        const strange = Uint8Array.from([...unknown, ...encodeRpc(sent), ...group, ...unknown])
        expect(decodeRpc(strange)).toEqual(sent)
      }),
    )
  })

  it('of any bytes is read or refused with a WireError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        try {
          decodeRpc(any)
        } catch (error) {
          expect(error).toBeInstanceOf(WireError)
        }
      }),
      { numRuns: 2000 },
    )
  })

  it('that is too long is refused, and the limit named', () => {
    const long = encodeRpc({ tag: PUBSUB_TAGS.rpc, publish: [{ topic: 't', data: new Uint8Array(5000) }] })
    expect(() => decodeRpc(long, { ...RPC_LIMITS, mostBytes: 4096 })).toThrow(
      expect.objectContaining({
        code: 'ERR_TOO_LARGE',
        message: expect.stringContaining('mostBytes is 4096') as string,
      }),
    )
  })

  it('of very many tiny items is refused before they are there', () => {
    const flood = new Uint8Array(400_000)
    for (let i = 0; i < flood.length; i += 2) flood[i] = 0x0a
    expect(() => decodeRpc(flood)).toThrow(expect.objectContaining({ code: 'ERR_TOO_LARGE' }))
  })

  it('does not keep what it was read from', () => {
    const encoded = encodeRpc({ tag: PUBSUB_TAGS.rpc, publish: [{ topic: 't', data: Uint8Array.of(1, 2, 3) }] })
    expect(decodeRpc(encoded).publish?.[0]?.data?.buffer.byteLength).toBe(3)
  })
})

describe('frames', () => {
  it('come out of a stream as they went in, however it is cut', () => {
    fc.assert(
      fc.property(fc.array(rpc, { maxLength: 6 }), fc.integer({ min: 1, max: 50 }), (sent, piece) => {
        const stream = Buffer.concat(sent.map(frameRpc))
        const reader = new RpcFrameReader()
        const read: Rpc[] = []
        for (let at = 0; at < stream.length; at += piece) read.push(...reader.push(stream.subarray(at, at + piece)))
        expect(read).toEqual(sent)
        expect(reader.pending).toBe(0)
      }),
    )
  })

  it('that end too early are told', () => {
    const reader = new RpcFrameReader()
    reader.push(frameRpc({ tag: PUBSUB_TAGS.rpc, control: {} }).subarray(0, 2))
    expect(() => reader.end()).toThrow(expect.objectContaining({ code: 'ERR_TRUNCATED' }))
    reader.push(Uint8Array.of(0))
    reader.end()
  })

  it('that announce too much are refused at once: a topic of 10 MB never gets here', () => {
    const reader = new RpcFrameReader()
    const length = Uint8Array.of(0x80, 0xad, 0xe2, 0x04) // 10,000,000
    expect(() => reader.push(length)).toThrow(
      expect.objectContaining({
        code: 'ERR_TOO_LARGE',
        message: expect.stringContaining('mostBytes is 4194304') as string,
      }),
    )
    expect(() => new RpcFrameReader().push(Uint8Array.of(0x80, 0x80, 0x80, 0x80, 0x80))).toThrow('more than 5 bytes')
  })
})
