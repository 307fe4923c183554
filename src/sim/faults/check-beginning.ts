import { atLeast, object, shown, whole } from '../check.ts'
import { checkFields, type FieldCheck, type FieldChecks } from '../check-fields.ts'
import type { Fault, Repetition, Trigger } from './fault.ts'
import { TIDINGS } from './tidings.ts'

const time: FieldCheck = (value, field) => atLeast(value, 0, field)
const count: FieldCheck = (value, field) => whole(value, 1, field)
/** A shorter period would let no time pass, and a run that has it would not end. */
const period: FieldCheck = (value, field) => atLeast(value, 1, field)
const countByType: FieldCheck = (value, field) => {
  for (const [type, times] of Object.entries(object(value, field))) count(times, `${field}.${type}`)
}

const REPETITION: FieldChecks = {
  periodMs: period,
  jitterMs: { optional: time },
  times: { optional: count },
  untilMs: { optional: time },
} satisfies Record<keyof Repetition, unknown>

const TRIGGER: FieldChecks = {
  ...Object.fromEntries(TIDINGS.map((tiding) => [tiding, { optional: count }])),
  events: { optional: countByType },
  untilMs: { optional: time },
}

/** What the fields must be that say when a fault begins. */
export const BEGINNING: FieldChecks = {
  at: time,
  when: { optional: checkTrigger },
  every: { optional: checkRepetition },
}

/** @throws RangeError for a trigger or a repetition that is over before the fault's `at` */
export function checkEnds(fault: Fault, field: string): void {
  for (const name of ['when', 'every'] as const) {
    const untilMs = fault[name]?.untilMs ?? Number.POSITIVE_INFINITY
    if (untilMs >= fault.at) continue
    throw new RangeError(`${field}.${name}.untilMs: ${shown(untilMs)} is before the fault's at, ${shown(fault.at)}`)
  }
}

function checkRepetition(value: unknown, field: string): void {
  const { periodMs, jitterMs = 0 } = checkFields(value, REPETITION, field, 'a repetition') as unknown as Repetition
  if (jitterMs <= periodMs) return
  throw new RangeError(`${field}.jitterMs: ${shown(jitterMs)} is more than the period, ${shown(periodMs)}`)
}

function checkTrigger(value: unknown, field: string): void {
  const { untilMs: _, events = {}, ...tidings } = checkFields(value, TRIGGER, field, 'a trigger') as Trigger
  if ([...Object.values(tidings), ...Object.values(events)].some((times) => times !== undefined)) return
  throw new RangeError(`${field}: it names nothing to wait for; there are ${TIDINGS.join(', ')}, events`)
}
