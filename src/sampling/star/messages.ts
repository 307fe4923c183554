import type { Message } from '../../core/message.ts'
import type { STAR_TAGS } from '../../core/tags.ts'

/** Are you there? */
export interface Ask extends Message {
  readonly tag: typeof STAR_TAGS.ask
  /** Whether the asked one is the asker's hub: it takes the asker for a neighbour then, or goes on to. */
  readonly isHub: boolean
}

/** I am. */
export interface Answer extends Message {
  readonly tag: typeof STAR_TAGS.answer
}

/** The sender has another hub now. */
export interface Detach extends Message {
  readonly tag: typeof STAR_TAGS.detach
}

/** Everything that the nodes of a star say to one another. */
export type StarMessage = Ask | Answer | Detach
