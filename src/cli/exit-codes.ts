/** How a command ends, for scripts. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  /** Some did, some did not. */
  partial: 4,
  /** No agent answered. */
  unreachable: 5,
  /** Unsafe, or not allowed. */
  refused: 6,
  timeout: 124,
  interrupted: 130,
} as const

/** An end that is not a success: the message goes to standard error. */
export class CliError extends Error {
  readonly exitCode: number

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'CliError'
    this.exitCode = exitCode
  }
}
