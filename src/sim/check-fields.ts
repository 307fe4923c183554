import { object } from './check.ts'

/** Checks one field, and throws a RangeError that begins with its name. */
export type FieldCheck = (value: unknown, field: string) => void

/** A field that may be left out. */
export interface Optional {
  readonly optional: FieldCheck
}

/** What the fields of something must be, by their names. */
export type FieldChecks = Readonly<Record<string, FieldCheck | Optional>>

/**
 * Checks every field of something from outside, and that it has no other.
 * @param what it is, for messages: "a crash"
 * @throws RangeError that begins with the path of the field
 */
export function checkFields(
  value: unknown,
  checks: FieldChecks,
  field: string,
  what: string,
): Readonly<Record<string, unknown>> {
  const given = object(value, field)
  for (const [name, check] of Object.entries(checks)) checkField(given[name], check, `${field}.${name}`)
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(checks, name)) throw new RangeError(`${field}.${name}: ${what} has no such field`)
  }
  return given
}

function checkField(value: unknown, check: FieldCheck | Optional, field: string): void {
  if (typeof check === 'function') check(value, field)
  else if (value !== undefined) check.optional(value, field)
}
