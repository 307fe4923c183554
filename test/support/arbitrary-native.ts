import fc from 'fast-check'
import type { PeerId } from '../../src/core/env.ts'
import type { Message } from '../../src/core/message.ts'
import { HYPARVIEW_TAGS, PLUMTREE_TAGS, REPAIR_TAGS } from '../../src/core/tags.ts'
import type { PlumtreeMessage, RepairMessage } from '../../src/dissemination/index.ts'
import type { HyParViewMessage } from '../../src/sampling/index.ts'

type Native = HyParViewMessage | PlumtreeMessage | RepairMessage
type Kind<T extends Native['tag']> = Extract<Native, { readonly tag: T }>

const uint = fc.maxSafeNat()
const flag = fc.boolean()
const topic = fc.string({ unit: 'binary', maxLength: 20 })
const bytes = fc.uint8Array({ maxLength: 60 })

/** Messages of overlays, trees and repair, about these peers. */
export function nativeMessages(peer: fc.Arbitrary<PeerId>): fc.Arbitrary<Message> {
  const peers = fc.array(peer, { maxLength: 8 })
  const of = <T extends Native['tag']>(tag: T, fields: { [K in keyof Kind<T>]?: fc.Arbitrary<Kind<T>[K]> }) =>
    fc.record({ ...fields, tag: fc.constant(tag) }) as fc.Arbitrary<Message>
  return fc.oneof(
    of(HYPARVIEW_TAGS.join, {}),
    of(HYPARVIEW_TAGS.forwardJoin, { newcomer: peer, hops: uint }),
    of(HYPARVIEW_TAGS.neighbour, { isUrgent: flag }),
    of(HYPARVIEW_TAGS.neighbourReply, { isAccepted: flag }),
    of(HYPARVIEW_TAGS.disconnect, { isLeaving: flag }),
    of(HYPARVIEW_TAGS.shuffle, { origin: peer, hops: uint, peers }),
    of(HYPARVIEW_TAGS.shuffleReply, { peers }),
    of(PLUMTREE_TAGS.gossip, { id: uint, hops: uint, payload: bytes }),
    of(PLUMTREE_TAGS.ihave, { messages: fc.array(fc.record({ id: uint, hops: uint }), { maxLength: 9 }) }),
    of(PLUMTREE_TAGS.graft, { id: uint }),
    of(PLUMTREE_TAGS.graft, {}),
    of(PLUMTREE_TAGS.prune, {}),
    of(REPAIR_TAGS.digest, { isAnswer: flag, hasMore: flag, logs: fc.array(logState, { maxLength: 5 }) }),
    of(REPAIR_TAGS.request, { wanted: fc.array(wanted, { maxLength: 5 }) }),
    of(REPAIR_TAGS.posts, { posts: fc.array(bytes, { maxLength: 5 }) }),
  )
}

const logState = fc.record({ topic, origin: uint, through: uint, greatest: uint, floor: uint })
const wanted = fc.record({ topic, origin: uint, first: uint, last: uint })
