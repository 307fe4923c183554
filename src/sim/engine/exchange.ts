import type { Message } from '../../core/message.ts'

/** Where a stream is on its way; each leg is one event. */
export type Leg = 'connect' | 'request' | 'waiting' | 'reply' | 'refused' | 'reset'

/** One stream: a message, and possibly its answer. */
export interface Exchange {
  readonly id: number
  readonly from: number
  readonly to: number
  /** Which of the acceptor's processes it reached; known once it is connected. */
  toProcess: number
  readonly request: Message
  readonly requestSize: number
  readonly wantsReply: boolean
  leg: Leg
  /** When this leg began. */
  sentTick: number
  /** Whether the opener still waits for it. */
  isOpen: boolean
  /** Whether this leg has reached the other machine, though perhaps not yet the process there. */
  isReceived: boolean
  /** The handle of its time-out. */
  timeout: number
  reply: Message | undefined
  replySize: number
  /** The next wait while its path is cut. */
  retryMs: number
}
