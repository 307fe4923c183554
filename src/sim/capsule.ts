import { object, shown, whole } from './check.ts'
import { checkSchedule } from './faults/check-schedule.ts'
import type { FaultSchedule } from './faults/fault.ts'

/** What survives JSON. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }

/** All that is needed to see a run again, as plain JSON. */
export interface Capsule {
  readonly schema: typeof CAPSULE_SCHEMA
  /** The version of the code; another version may run another way. */
  readonly commit: string
  readonly seed: number
  /** What whoever made the run chose or drew, everything written out, so that no default can change it later. */
  readonly options: { readonly [key: string]: Json }
  readonly schedule: FaultSchedule
  /** Of the violated property; null if the run is fine. */
  readonly fingerprint: string | null
  /** 16 hexadecimal digits. */
  readonly traceHash: string
}

/** The version of the format. */
export const CAPSULE_SCHEMA = 'hearsay-capsule/1'

/** Makes a capsule. @throws RangeError that names the field, for what JSON would change */
export function makeCapsule(parts: Omit<Capsule, 'schema'>): Capsule {
  return checkCapsule({ schema: CAPSULE_SCHEMA, ...parts })
}

/** A capsule as one line of JSON. */
export function writeCapsule(capsule: Capsule): string {
  return JSON.stringify(capsule)
}

/** @throws RangeError that names the field; SyntaxError if it is no JSON */
export function readCapsule(text: string): Capsule {
  return checkCapsule(JSON.parse(text))
}

function checkCapsule(value: unknown): Capsule {
  const { schema, commit, seed, options, schedule, fingerprint, traceHash, ...rest } = object(value, 'capsule')
  if (schema !== CAPSULE_SCHEMA) refuse('schema', `${shown(schema)} is not ${CAPSULE_SCHEMA}`)
  const [unknown] = Object.keys(rest)
  if (unknown !== undefined) refuse(unknown, 'a capsule has no such field')
  checkJson(object(options, 'options'), 'options')
  return {
    schema: CAPSULE_SCHEMA,
    commit: textOf(commit, 'commit'),
    seed: whole(seed, Number.MIN_SAFE_INTEGER, 'seed'),
    options: options as Capsule['options'],
    schedule: checkSchedule(schedule),
    fingerprint: fingerprint === null ? null : textOf(fingerprint, 'fingerprint'),
    traceHash: hashOf(traceHash),
  }
}

function textOf(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') refuse(field, `${shown(value)} is not a text`)
  return value
}

function hashOf(value: unknown): string {
  if (typeof value !== 'string' || !/^[0-9a-f]{16}$/.test(value)) {
    refuse('traceHash', `${shown(value)} is not 16 hexadecimal digits`)
  }
  return value
}

/** @throws RangeError for what JSON would drop or change: functions, undefined, NaN, infinities */
function checkJson(value: unknown, field: string): void {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return
  if (typeof value === 'number' && Number.isFinite(value)) return
  if (typeof value !== 'object') refuse(field, `${shown(value)} does not survive JSON`)
  for (const [key, part] of Object.entries(value)) {
    checkJson(part, Array.isArray(value) ? `${field}[${key}]` : `${field}.${key}`)
  }
}

function refuse(field: string, why: string): never {
  throw new RangeError(`${field}: ${why}`)
}
