/** A number that must not be below `least`. @throws RangeError that names the field */
export function atLeast(value: unknown, least: number, field: string): number {
  if (isNumber(value) && value >= least && value < Number.POSITIVE_INFINITY) return value
  throw new RangeError(`${field}: ${shown(value)} is not a number of at least ${least}`)
}

/** A number that must be above zero. @throws RangeError that names the field */
export function positive(value: unknown, field: string): number {
  if (isNumber(value) && value > 0 && value < Number.POSITIVE_INFINITY) return value
  throw new RangeError(`${field}: ${shown(value)} is not a number above 0`)
}

/** A number from 0 to 1. @throws RangeError that names the field */
export function probability(value: unknown, field: string): number {
  if (isNumber(value) && value >= 0 && value <= 1) return value
  throw new RangeError(`${field}: ${shown(value)} is not a probability (0 to 1)`)
}

/** A whole number that must not be below `least`. @throws RangeError that names the field */
export function whole(value: unknown, least: number, field: string): number {
  if (isNumber(value) && Number.isSafeInteger(value) && value >= least) return value
  throw new RangeError(`${field}: ${shown(value)} is not a whole number of at least ${least}`)
}

/** A whole number from `least` to `most`. @throws RangeError that names the field */
export function wholeWithin(value: unknown, least: number, most: number, field: string): number {
  if (isNumber(value) && Number.isSafeInteger(value) && value >= least && value <= most) return value
  throw new RangeError(`${field}: ${shown(value)} is not a whole number from ${least} to ${most}`)
}

/** A list. @throws RangeError that names the field */
export function list(value: unknown, field: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new RangeError(`${field}: ${shown(value)} is not a list`)
}

/** Something with fields. @throws RangeError that names the field */
export function object(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new RangeError(`${field}: ${shown(value)} is not an object`)
}

/** A value in a message: as JSON, where that has a word for it, and never long. */
export function shown(value: unknown): string {
  if (isNumber(value)) return String(value)
  if (typeof value === 'function' || typeof value === 'bigint') return typeof value
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length <= MOST_SHOWN ? text : `${text.slice(0, MOST_SHOWN)}…`
}

const MOST_SHOWN = 80

function isNumber(value: unknown): value is number {
  return typeof value === 'number'
}
