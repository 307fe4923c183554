import type { JoinIntent, LeaveIntent, SerfState, UserEvent } from '../../membership/serf/messages.ts'
import type { Sink } from '../msgpack/sink.ts'
import { type EventSlotBody, JOIN, LEAVE, SERF_IDS, STATE, USER_EVENT } from './bodies.ts'

/** Writes a join intent, its type byte included. */
export function writeJoin(sink: Sink, message: JoinIntent): void {
  sink.byte(SERF_IDS.join)
  JOIN.write(sink, { LTime: message.ltime, Node: message.node })
}

/** Writes a leave intent, its type byte included. */
export function writeLeave(sink: Sink, message: LeaveIntent): void {
  sink.byte(SERF_IDS.leave)
  LEAVE.write(sink, { LTime: message.ltime, Node: message.node, Prune: message.prune })
}

/** Writes a user event, its type byte included. */
export function writeUserEvent(sink: Sink, message: UserEvent): void {
  sink.byte(SERF_IDS.userEvent)
  const { ltime, name, payload, coalesce } = message
  USER_EVENT.write(sink, { LTime: ltime, Name: name, Payload: payload, CC: coalesce })
}

/** Writes Serf's part of a push/pull, its type byte included. */
export function writeSerfState(sink: Sink, state: SerfState): void {
  sink.byte(SERF_IDS.pushPull)
  STATE.write(sink, {
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
