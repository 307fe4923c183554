import { nearest } from './nearest.ts'

/** A setting that cannot be: the message names it, its value and what it may be. */
export class OptionError extends Error {
  readonly code = 'ERR_BAD_OPTION'
  /** What it is a setting of: "swim", "accrual", "PhiAccrual". */
  readonly owner: string
  /** The setting's name. */
  readonly option: string

  constructor(owner: string, option: string, value: unknown, expected: string) {
    super(`${owner}.${option} is ${String(value)}, but must be ${expected}`)
    this.name = 'OptionError'
    this.owner = owner
    this.option = option
  }
}

/** The error for a setting that is none of those that are known, with the one that may have been meant. */
export function unknownOption(owner: string, option: string, value: unknown, known: readonly string[]): OptionError {
  const expected = `a known setting (did you mean "${nearest(option, known)}"?): ${known.join(', ')}`
  return new OptionError(owner, option, value, expected)
}
