import { describe, expect, it } from 'vitest'
import type { PeerId } from '../core/env.ts'
import type { Message } from '../core/message.ts'
import { SERF_TAGS, SWIM_TAGS } from '../core/tags.ts'
import type { MemberRecord, PushPull } from '../membership/swim/messages.ts'
import { MemberBase } from '../membership/swim/member-base.ts'
import { SharedMemberTable } from '../membership/swim/shared-member-table.ts'
import { simWire, virtualAddress } from './sim-wire.ts'

const NODES = 3000

function row(index: number): MemberRecord {
  const versions = [1, 5, 2, 2, 5, 5]
  return { node: `n${index}`, peer: index as PeerId, meta: new Uint8Array(0), incarnation: 1, state: 'alive', versions }
}

function messageOf(tag: number, fields: object): Message {
  return { tag, ...fields }
}

describe('the wire of a simulation', () => {
  const { wire, sizeOf, packetBudget } = simWire(NODES)
  const members = Array.from({ length: NODES }, (_, index) => row(index))
  const pushPull: PushPull = { tag: SWIM_TAGS.pushPull, join: true, members, state: undefined }
  const streams: Message[] = [
    pushPull,
    messageOf(SWIM_TAGS.pushPullReply, { join: true, members, state: undefined }),
    messageOf(SWIM_TAGS.streamPing, { sequence: 1, node: 'n1' }),
    messageOf(SWIM_TAGS.streamAck, { sequence: 1 }),
  ]
  const datagrams: Message[] = [
    messageOf(SWIM_TAGS.nack, { sequence: 7 }),
    messageOf(SERF_TAGS.joinIntent, { ltime: 3, node: 'n2' }),
  ]

  it('carries datagrams and both sides of a stream, a large member table among them', () => {
    for (const message of [...datagrams, ...streams]) expect(wire.decode(wire.encode(message))).toMatchObject(message)
  })

  it('charges what really travels: no mark of a stream, no label, no compression', () => {
    for (const message of [...datagrams, ...streams]) expect(sizeOf(message)).toBe(wire.encode(message).length - 1)
    expect(packetBudget).toBe(1398)
  })

  it('charges a table over a shared base what it really is', () => {
    const table = new SharedMemberTable(new MemberBase(members))
    for (const index of [0, 7, NODES - 1]) table.setState(index, 'dead', 5)
    table.setIncarnation(7, 70_000)
    const views = table.views()
    for (const isKnown of [false, true]) {
      const message = { ...pushPull, members: views }
      expect([isKnown, sizeOf(message)]).toEqual([isKnown, wire.encode(message).length - 1])
    }
  })

  it('refuses a stream message that is cut short', () => {
    const bytes = wire.encode(pushPull)
    expect(() => wire.decode(bytes.subarray(0, -1))).toThrow('cut short')
  })

  it('gives every index an address of its own, beyond 65,535 too', () => {
    expect([0, 255, 256, 65_536].map((index) => virtualAddress(index).join('.'))).toEqual([
      '10.0.0.0',
      '10.0.0.255',
      '10.0.1.0',
      '10.1.0.0',
    ])
  })

  it('has smaller full exchanges where they are compressed, with the same in them', () => {
    const compressing = simWire(NODES, true)
    expect(compressing.sizeOf(pushPull)).toBeLessThan(0.5 * sizeOf(pushPull))
    expect(compressing.wire.decode(compressing.wire.encode(pushPull))).toEqual(pushPull)
  })
})
