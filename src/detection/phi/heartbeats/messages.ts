import type { Message } from '../../../core/message.ts'
import type { HEARTBEAT_TAGS } from '../../../core/tags.ts'

/** "I live." Numbered, so that one that was overtaken is not taken for a new one (as in the paper of Hayashibara et al.). */
export interface Heartbeat extends Message {
  readonly tag: typeof HEARTBEAT_TAGS.heartbeat
  /** A random uint32 of the process: another one is another life, which knows nothing of the one before. */
  readonly life: number
  /** Counts up from 1. */
  readonly sequence: number
}
