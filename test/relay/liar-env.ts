import type { Channel, PeerId } from '../../src/core/env.ts'
import type { Message } from '../../src/core/message.ts'
import { RELAY_TAGS } from '../../src/core/tags.ts'
import { WrappedEnv } from '../../src/core/wrapped-env.ts'

/** How a node that takes part answers requests: as it should, never, or with something else under the same number. */
export type Manner = 'honest' | 'mute' | 'liar'

/** The environment of a relay that is not honest. It announces as others do. */
export class LiarEnv extends WrappedEnv {
  readonly #manner: Manner

  constructor(outer: ConstructorParameters<typeof WrappedEnv>[0], manner: Manner) {
    super(outer)
    this.#manner = manner
  }

  override send(to: PeerId, message: Message, channel: Channel): void {
    if (this.#manner === 'honest' || !ANSWERS.has(message.tag)) super.send(to, message, channel)
    else if (this.#manner === 'liar') super.send(to, forged(message), channel)
  }
}

const ANSWERS: ReadonlySet<number> = new Set([
  RELAY_TAGS.item,
  RELAY_TAGS.notFound,
  RELAY_TAGS.compact,
  RELAY_TAGS.items,
  RELAY_TAGS.batch,
  RELAY_TAGS.stem,
])

/** The same answer with other bytes where a body is. */
function forged(message: Message): Message {
  const { body, items, shortIds } = message as Partial<Record<'body' | 'shortIds', Uint8Array>> & {
    readonly items?: readonly Uint8Array[]
  }
  return {
    ...message,
    ...(body && { body: otherBytes(body) }),
    ...(items && { items: items.map(otherBytes) }),
    ...(shortIds && { shortIds: otherBytes(shortIds) }),
  }
}

function otherBytes(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte, i) => (i === bytes.length - 1 ? byte ^ 1 : byte))
}
