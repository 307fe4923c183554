/** A number that must not be below `least`. @throws RangeError that names the field */
export function atLeast(value: number, least: number, field: string): number {
  if (!(value >= least && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${field}: ${value} is not a number of at least ${least}`)
  }
  return value
}

/** A number that must be above zero. @throws RangeError that names the field */
export function positive(value: number, field: string): number {
  if (!(value > 0 && value < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`${field}: ${value} is not a number above 0`)
  }
  return value
}

/** A number from 0 to 1. @throws RangeError that names the field */
export function probability(value: number, field: string): number {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${field}: ${value} is not a probability (0 to 1)`)
  return value
}

/** A whole number that must not be below `least`. @throws RangeError that names the field */
export function whole(value: number, least: number, field: string): number {
  if (!(Number.isSafeInteger(value) && value >= least)) {
    throw new RangeError(`${field}: ${value} is not a whole number of at least ${least}`)
  }
  return value
}
