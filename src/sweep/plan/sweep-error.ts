/** A sweep that cannot be: the message says where it stands, what is wrong and what to write. */
export class SweepError extends Error {
  readonly code = 'ERR_BAD_SWEEP'
  /** Where the wrong value stands: a file, "file:line" or a flag. */
  readonly where: string

  constructor(where: string, what: string, options?: ErrorOptions) {
    super(`${where}: ${what}`, options)
    this.name = 'SweepError'
    this.where = where
  }
}
