/** Something that was asked for cannot be: the message names the place, the field and what may be. */
export class ExperimentOptionError extends Error {
  readonly code = 'ERR_BAD_OPTION'

  constructor(message: string) {
    super(message)
    this.name = 'ExperimentOptionError'
  }
}
