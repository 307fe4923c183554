import type { EventEmitter } from 'node:events'
import type { NodeEvent, NodeEvents } from './api.ts'

/** Tells a node's listeners of an event, by its name. */
export function emitEvent(node: EventEmitter<NodeEvents>, event: Exclude<NodeEvent, { readonly type: 'gap' }>): void {
  switch (event.type) {
    case 'suspect':
      node.emit('suspect', event.member, event.from)
      return
    case 'plane':
      node.emit('plane', event.member, event.plane, event.isUp)
      return
    case 'conflict':
      node.emit('conflict', event.member, event.claimant)
      return
    case 'event':
      node.emit('event', event.event)
      return
    case 'broadcast':
      node.emit('broadcast', event.message)
      return
    case 'health':
      node.emit('health', event.score)
      return
    case 'selfRefute':
      node.emit('selfRefute', event.incarnation)
      return
    case 'warning':
      node.emit('warning', event.warning)
      return
    default:
      node.emit(event.type, event.member)
  }
}
