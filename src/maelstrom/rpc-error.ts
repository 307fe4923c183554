/** Maelstrom's errors (its doc/protocol.md): the name of each, and its code. */
export const ERROR_CODES = {
  timeout: 0,
  'node-not-found': 1,
  'not-supported': 10,
  'temporarily-unavailable': 11,
  'malformed-request': 12,
  crash: 13,
  abort: 14,
  'key-does-not-exist': 20,
  'key-already-exists': 21,
  'precondition-failed': 22,
  'txn-conflict': 30,
} as const

/** An error of Maelstrom. */
export type ErrorName = keyof typeof ERROR_CODES

/** After these the operation may have happened all the same. */
const INDEFINITE: ReadonlySet<number> = new Set([ERROR_CODES.timeout, ERROR_CODES.crash])
/** From here on codes are free for own ones; what they mean for the operation is not known. */
const FIRST_CUSTOM = 1000

/** Whether an operation that was answered with this code surely did not happen. */
export function isDefinite(code: number): boolean {
  return code < FIRST_CUSTOM && !INDEFINITE.has(code)
}

/** A request cannot be done: the node answers it with this error. */
export class RpcError extends Error {
  readonly code: number

  constructor(error: ErrorName, text: string) {
    super(text)
    this.name = 'RpcError'
    this.code = ERROR_CODES[error]
  }
}
