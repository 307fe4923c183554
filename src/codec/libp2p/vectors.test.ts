import { describe, expect, it } from 'vitest'
import { checkGossipSubVectors } from '../../../test/vectors/check-gossipsub-vectors.ts'
import { decodeRpc } from './rpc-reader.ts'

const hex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, 'hex'))

describe('the codec of GossipSub', () => {
  it('writes, reads, signs and believes what libp2p does', () => {
    const { compared, failures } = checkGossipSubVectors()
    expect(failures).toEqual([])
    expect(Object.fromEntries(compared)).toEqual({
      key: 3,
      'signed-message': 13,
      'unsigned-message': 3,
      validate: 55,
      rpc: 34,
      decode: 9,
    })
  })

  it('follows protobuf where the reference does not', () => {
    const twice = decodeRpc(hex('1a081a060a04746573741a081a060a0474657374'))
    expect(twice.control?.graft).toEqual([{ topic: 'test' }, { topic: 'test' }])
    expect(() => decodeRpc(hex('0001'))).toThrow('there is no field 0')
    expect(() => decodeRpc(hex('0f00'))).toThrow('there is no wire type 7')
  })
})
