import type { Hash } from '../content-id.ts'
import type { Batch, CompactForm, PlacedItem } from './batch.ts'
import { ShortIds } from './short-ids.ts'

/** How a batch is made compact. */
export interface CompactRules {
  readonly hash: Hash
  readonly shortIdBytes: number
  readonly mostPrefilledBytes: number
  readonly random: () => number
}

/**
 * A batch by short ids, no two of which are the same if that can be had with a few nonces.
 * @param lacked places of items that the receivers will hardly have; they are sent whole while there is room
 */
export function compactForm(batch: Batch, lacked: readonly number[], rules: CompactRules): CompactForm {
  const prefilled = prefill(batch, lacked, rules.mostPrefilledBytes)
  const whole = new Set(prefilled.map(({ index }) => index))
  const hashes = batch.items.filter((_, i) => !whole.has(i)).map((item) => rules.hash(item).subarray(0, 32))
  for (let tries = 1; ; tries++) {
    const nonce = (BigInt(rules.random()) << 32n) | BigInt(rules.random())
    const shortIds = new ShortIds(rules.hash, batch.header, nonce, rules.shortIdBytes)
    const ids = hashes.map((hash) => shortIds.of(hash))
    if (new Set(ids).size < ids.length && tries < MOST_TRIES) continue
    return { header: batch.header, nonce, shortIds: shortIds.write(ids), prefilled }
  }
}

function prefill({ items }: Batch, lacked: readonly number[], mostBytes: number): PlacedItem[] {
  let room = mostBytes
  const prefilled: PlacedItem[] = []
  for (const index of lacked) {
    const item = items[index] as Uint8Array
    if (item.length > room) continue
    room -= item.length
    prefilled.push({ index, item })
  }
  return prefilled
}

/** With 6 bytes the first nonce is the last one but for one batch of 10^4 items in five million. */
const MOST_TRIES = 8
