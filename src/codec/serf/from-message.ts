import type { JoinIntent, LeaveIntent, SerfState, UserEvent } from '../../membership/serf/messages.ts'
import type { Writer } from '../msgpack/writer.ts'
import { type EventSlotBody, JOIN, LEAVE, SERF_IDS, STATE, USER_EVENT } from './bodies.ts'

/** Writes a join intent, its type byte included. */
export function writeJoin(writer: Writer, message: JoinIntent): void {
  writer.byte(SERF_IDS.join)
  JOIN.write(writer, { LTime: message.ltime, Node: message.node })
}

/** Writes a leave intent, its type byte included. */
export function writeLeave(writer: Writer, message: LeaveIntent): void {
  writer.byte(SERF_IDS.leave)
  LEAVE.write(writer, { LTime: message.ltime, Node: message.node, Prune: message.prune })
}

/** Writes a user event, its type byte included. */
export function writeUserEvent(writer: Writer, message: UserEvent): void {
  writer.byte(SERF_IDS.userEvent)
  const { ltime, name, payload, coalesce } = message
  USER_EVENT.write(writer, { LTime: ltime, Name: name, Payload: payload, CC: coalesce })
}

/** Writes Serf's part of a push/pull, its type byte included. */
export function writeSerfState(writer: Writer, state: SerfState): void {
  writer.byte(SERF_IDS.pushPull)
  STATE.write(writer, {
    LTime: state.ltime,
    StatusLTimes: state.statusLtimes,
    LeftMembers: state.leftMembers,
    EventLTime: state.eventLtime,
    Events: state.events.map((slot) => (slot === undefined ? undefined : toBody(slot))),
    QueryLTime: state.queryLtime,
  })
}

function toBody(slot: NonNullable<SerfState['events'][number]>): EventSlotBody {
  return { LTime: slot.ltime, Events: slot.events.map(({ name, payload }) => ({ Name: name, Payload: payload })) }
}
