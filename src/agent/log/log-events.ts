import type { Logger, NodeEvent } from '../../node/api.ts'
import type { HearsayNode } from '../../node/hearsay-node.ts'

/** Logs every change of the cluster's state in exactly one line. Payloads and tags stay out: they may be secret. */
export function logEvents(node: HearsayNode, logger: Logger, signal: AbortSignal): void {
  void follow(node.events({ signal }), logger)
}

async function follow(events: AsyncIterable<NodeEvent>, logger: Logger): Promise<void> {
  for await (const event of events) logEvent(event, logger)
}

function logEvent(event: NodeEvent, logger: Logger): void {
  switch (event.type) {
    case 'warning':
      return // the node has told its logger itself
    case 'health':
      return logger.debug({ score: event.score }, 'health changed')
    case 'event':
      return logger.debug({ event: event.event.name, ltime: event.event.ltime }, 'user event')
    case 'broadcast':
      return logger.debug({ id: event.message.id, from: event.message.from }, 'broadcast')
    case 'selfRefute':
      return logger.warn({ incarnation: event.incarnation }, 'was accused, and refuted')
    case 'gap':
      return logger.warn({ missed: event.missed }, 'events came faster than they could be logged')
    case 'suspect':
      return logger.warn({ member: event.member.name, from: event.from }, SAYS.suspect)
    case 'plane': {
      const { member, plane, isUp } = event
      return logger.info({ member: member.name, plane, isUp }, 'a way to the member changed')
    }
    case 'conflict':
      return logger.warn({ member: event.member.name, claimant: event.claimant }, SAYS.conflict)
    default: {
      const { name, address } = event.member
      return logger.info({ member: name, address }, SAYS[event.type])
    }
  }
}

const SAYS = {
  join: 'member joined',
  leave: 'member left',
  fail: 'member failed',
  update: 'member changed its tags',
  refute: 'member refuted',
  reap: 'member forgotten',
  suspect: 'member suspected',
  conflict: 'two addresses claim one name',
} as const
