import { RUMOR_TAGS } from '../../core/tags.ts'
import type { RumorMessage } from '../../dissemination/index.ts'

/** Bytes that a message about rumours would take: 8 for itself, 9 for a number, 5 more for hops, age and counter. */
export function rumorSize(message: RumorMessage): number {
  if (message.tag === RUMOR_TAGS.feedback) {
    return HEAD + NUMBER * (message.needed.length + message.needless.length + message.wanted.length)
  }
  return message.rumors.reduce((sum, { payload }) => sum + NUMBER + 5 + (payload?.length ?? 0), HEAD)
}

const HEAD = 8
const NUMBER = 9
