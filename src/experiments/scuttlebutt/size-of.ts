import type { Message } from '../../core/message.ts'
import { utf8Length } from '../../base/utf8.ts'
import type { DeltaGroup, ScuttlebuttMessage } from '../../state/index.ts'

/**
 * Bytes that Scuttlebutt's messages would take in a plain binary form: addresses of IPv4, lives of 8 bytes, versions and
 * marks of 4, lengths and counts of 2, rates of 4.
 */
export function scuttlebuttSize(message: Message): number {
  const parts = message as Partial<Extract<ScuttlebuttMessage, { lines: unknown }> & { groups: readonly DeltaGroup[] }>
  if (parts.lines !== undefined) return TAG + COUNT + 2 * RATE + parts.lines.length * (ADDRESS + LIFE + VERSION + MARK)
  return (parts.groups ?? []).reduce((sum, group) => sum + groupSize(group), TAG + COUNT + RATE)
}

function groupSize({ updates }: DeltaGroup): number {
  let size = ADDRESS + LIFE + VERSION + COUNT
  for (const { key, value } of updates) size += VERSION + COUNT + utf8Length(key) + COUNT + value.length
  return size
}

const TAG = 1
const COUNT = 2
const RATE = 4
const ADDRESS = 6
const LIFE = 8
const VERSION = 4
const MARK = 4
