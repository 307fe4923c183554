/** A request that is refused: status for the protocol, code for programs, message for people. */
export class RequestError extends Error {
  readonly statusCode: number
  readonly code: string

  constructor(statusCode: number, code: string, message: string) {
    super(message)
    this.name = 'RequestError'
    this.statusCode = statusCode
    this.code = code
  }
}
