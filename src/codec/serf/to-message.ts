import type { Message } from '../../core/message.ts'
import { SERF_TAGS } from '../../core/tags.ts'
import type { JoinIntent, LeaveIntent, Query, SerfState, UserEvent } from '../../membership/serf/messages.ts'
import type { Reader } from '../msgpack/reader.ts'
import { JOIN, LEAVE, QUERY, SERF_IDS, STATE, USER_EVENT } from './bodies.ts'

/**
 * Reads a user message (without the byte 8) as Serf's.
 * @param wire a copy of what the reader holds, which the message keeps for those that pass it on
 * @returns undefined for a type that has no message here
 * @throws WireError
 */
export function readSerfMessage(reader: Reader, wire: Uint8Array): Message | undefined {
  reader.at++
  switch (wire[0]) {
    case SERF_IDS.leave:
      return toLeave(reader, wire)
    case SERF_IDS.join:
      return toJoin(reader, wire)
    case SERF_IDS.userEvent:
      return toUserEvent(reader, wire)
    case SERF_IDS.query:
      return toQuery(reader, wire)
    default:
      return undefined
  }
}

/**
 * Reads Serf's part of a push/pull, behind its type byte.
 * @throws WireError
 */
export function readSerfState(reader: Reader): SerfState {
  const body = STATE.read(reader)
  return {
    tag: SERF_TAGS.state,
    ltime: body.LTime,
    statusLtimes: body.StatusLTimes,
    leftMembers: body.LeftMembers,
    eventLtime: body.EventLTime,
    events: body.Events.map((slot) => {
      if (slot === undefined) return undefined
      return { ltime: slot.LTime, events: slot.Events.map(({ Name, Payload }) => ({ name: Name, payload: Payload })) }
    }),
    queryLtime: body.QueryLTime,
  }
}

function toLeave(reader: Reader, wire: Uint8Array): LeaveIntent {
  const body = LEAVE.read(reader)
  return { tag: SERF_TAGS.leaveIntent, ltime: body.LTime, node: body.Node, prune: body.Prune, wire }
}

function toJoin(reader: Reader, wire: Uint8Array): JoinIntent {
  const body = JOIN.read(reader)
  return { tag: SERF_TAGS.joinIntent, ltime: body.LTime, node: body.Node, wire }
}

function toUserEvent(reader: Reader, wire: Uint8Array): UserEvent {
  const body = USER_EVENT.read(reader)
  const { LTime: ltime, Name: name, Payload: payload, CC: coalesce } = body
  return { tag: SERF_TAGS.userEvent, ltime, name, payload, coalesce, wire }
}

function toQuery(reader: Reader, wire: Uint8Array): Query {
  const body = QUERY.read(reader)
  return { tag: SERF_TAGS.query, ltime: body.LTime, id: body.ID, flags: body.Flags, name: body.Name, wire }
}
