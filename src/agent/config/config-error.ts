/** A configuration that cannot be: the message says where it stands, what is wrong and what to write. */
export class ConfigError extends Error {
  readonly code = 'ERR_BAD_CONFIG'
  /** Where the wrong value stands: a flag, a variable, or "file:line". */
  readonly where: string

  constructor(where: string, what: string) {
    super(`${where}: ${what}`)
    this.name = 'ConfigError'
    this.where = where
  }
}
