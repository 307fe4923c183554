import type { Message } from '../../../core/message.ts'
import type { RELAY_TAGS } from '../../../core/tags.ts'

/** A message on its way along a stem: it says neither where it began nor how far it has come. */
export interface Stem extends Message {
  readonly tag: typeof RELAY_TAGS.stem
  /** A salt, then the payload. */
  readonly body: Uint8Array
}
