/** What went wrong, for programs. */
export type HearsayErrorCode =
  | 'ERR_ABORTED'
  | 'ERR_BAD_ADDRESS'
  | 'ERR_BAD_KEY'
  | 'ERR_BAD_OPTION'
  | 'ERR_CLOSED'
  | 'ERR_EVENT_TOO_LARGE'
  | 'ERR_INSECURE_BIND'
  | 'ERR_NO_ADVERTISE'
  | 'ERR_PORT_IN_USE'
  | 'ERR_TAGS_TOO_LARGE'
  | 'ERR_TOO_LARGE'
  | 'ERR_UNSUPPORTED'

/** An error of the node's API: the message says what, where and what to do; `code` is for programs. */
export class HearsayError extends Error {
  readonly code: HearsayErrorCode

  constructor(code: HearsayErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'HearsayError'
    this.code = code
  }
}

/** @internal @throws HearsayError ERR_ABORTED if the signal is aborted already */
export function refuseAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new HearsayError('ERR_ABORTED', 'the node was aborted before it began')
}
