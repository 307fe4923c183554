import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Message, packet } from '../core/message.ts'
import { PLUMTREE_TAGS, REPAIR_TAGS, STAR_TAGS } from '../core/tags.ts'
import { readPeerMessage, writePeerMessage } from './peer-wire.ts'

const whole = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const bytes = fc.uint8Array({ maxLength: 200 })
const topic = fc.string({ maxLength: 40 })
const announcement = { id: whole, hops: fc.nat(50) }
const single: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ tag: fc.constant(PLUMTREE_TAGS.gossip), ...announcement, payload: bytes }),
  fc.record({ tag: fc.constant(PLUMTREE_TAGS.ihave), messages: fc.array(fc.record(announcement), { maxLength: 64 }) }),
  fc.record({ tag: fc.constant(PLUMTREE_TAGS.graft), id: whole }, { requiredKeys: ['tag'] }),
  fc.constant({ tag: PLUMTREE_TAGS.prune }),
  fc.record({
    tag: fc.constant(REPAIR_TAGS.digest),
    logs: fc.array(fc.record({ topic, origin: whole, through: whole, greatest: whole, floor: whole }), {
      maxLength: 9,
    }),
    isAnswer: fc.boolean(),
    hasMore: fc.boolean(),
  }),
  fc.record({
    tag: fc.constant(REPAIR_TAGS.request),
    wanted: fc.array(fc.record({ topic, origin: whole, first: whole, last: whole }), { maxLength: 9 }),
  }),
  fc.record({ tag: fc.constant(REPAIR_TAGS.posts), posts: fc.array(bytes, { maxLength: 9 }) }),
  fc.record({ tag: fc.constant(STAR_TAGS.ask), isHub: fc.boolean() }),
  fc.constant({ tag: STAR_TAGS.answer }),
  fc.constant({ tag: STAR_TAGS.detach }),
)
const message = fc.oneof(
  single,
  fc.array(single, { minLength: 2, maxLength: 9 }).map((parts) => packet(parts)),
)

describe('messages between nodes', () => {
  it('come out of JSON as they went in', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(readPeerMessage(JSON.parse(writePeerMessage(sent)))).toEqual(sent)
      }),
    )
  })

  it('are none if they are anything else, and nothing throws', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        expect(readPeerMessage(json)).toBeUndefined()
      }),
    )
  })

  it.each([
    ['a field left out', { tag: PLUMTREE_TAGS.gossip, id: 1, payload: '' }],
    ['a number that is none', { tag: PLUMTREE_TAGS.gossip, id: '1', hops: 0, payload: '' }],
    ['a number below 0', { tag: PLUMTREE_TAGS.graft, id: -1 }],
    ['bytes that are not base64', { tag: REPAIR_TAGS.posts, posts: ['%'] }],
    ['more than a layer sends', { tag: REPAIR_TAGS.posts, posts: Array.from({ length: 257 }, () => '') }],
    ['a packet in a packet', packet([packet([{ tag: STAR_TAGS.answer }])])],
    ['a tag of nobody', { tag: 1 }],
  ])('are none with %s', (_name, json) => {
    expect(readPeerMessage(json)).toBeUndefined()
  })

  it('are written anew from what was read', () => {
    const read = readPeerMessage({ tag: PLUMTREE_TAGS.gossip, id: 1, hops: 2, payload: 'AQID' }) as Message
    expect(writePeerMessage(read)).toBe('{"tag":44,"id":1,"hops":2,"payload":"AQID"}')
  })
})
