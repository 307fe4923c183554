import type { PeerId } from '../../core/env.ts'
import type { TopicMessageEvent } from '../../core/ports.ts'
import type { MessageId, TopicMessage } from './messages.ts'
import type { Router } from './router.ts'

/** Tells the application of a message. */
export function tellMessage(router: Router, id: MessageId, message: TopicMessage, via: PeerId): void {
  const { topic = '', data = EMPTY, from, seqno, hops } = message
  router.counters.delivered++
  const isOwn = via === router.env.self
  const counted = router.modes.countsHops ? { hops: isOwn ? 0 : (hops ?? 1) } : {}
  const event: TopicMessageEvent = {
    type: 'topic-message',
    topic,
    id,
    data,
    via,
    ...(from !== undefined && { author: from }),
    ...(seqno !== undefined && { seqno }),
    ...counted,
  }
  router.env.emit(event)
}

const EMPTY = new Uint8Array(0)
