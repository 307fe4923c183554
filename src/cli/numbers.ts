import { InvalidArgumentError } from 'commander'

/** Reads an option's value. @throws InvalidArgumentError unless it is a number above 0 */
export function positiveNumber(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('It must be a number above 0.')
}

/** A timer of Node holds 2^31 − 1 ms, some 24 days, and fires at once if it is given more. */
const MOST_SECONDS = 2_147_483

/** Reads how long something may take, in seconds that a timer can wait. */
export function timerSeconds(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= MOST_SECONDS) return value
  throw new InvalidArgumentError(`It must be a number above 0 and at most ${MOST_SECONDS}.`)
}

/** What a timer is given for so many seconds: whole ms, and never none. */
export function timerMs(seconds: number): number {
  return Math.ceil(seconds * 1000)
}

/** Reads an option's value that counts things. */
export function countUpTo(most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isInteger(value) && value >= 1 && value <= most) return value
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${most}.`)
  }
}

/** Reads a seed: a whole number that a double holds exactly. */
export function seedNumber(text: string): number {
  const value = Number(text)
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value
  throw new InvalidArgumentError('It must be a whole number from 0 to 9007199254740991.')
}

/** Reads a share of something of which there must be some. */
export function shareAboveZero(text: string): number {
  const value = Number(text)
  if (text.trim() !== '' && value > 0 && value <= 1) return value
  throw new InvalidArgumentError('It must be a number above 0 and at most 1.')
}
