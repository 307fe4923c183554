import { HASH_BYTES } from '../content-id.ts'
import { type Batch, type CompactForm, sizeOfItems } from './batch.ts'
import type { BatchOptions } from './options.ts'

/** Whether a header has a size that anyone honest would send. */
export function isSoundHeader(header: Uint8Array, { mostHeaderBytes }: BatchOptions): boolean {
  return header.length >= HASH_BYTES && header.length <= HASH_BYTES + mostHeaderBytes
}

/** Whether a batch is no larger than allowed. */
export function isSoundBatch({ header, items }: Batch, options: BatchOptions): boolean {
  return isSoundHeader(header, options) && areSoundItems(items, options)
}

/** Whether items are no more and no larger than those of a batch may be. */
export function areSoundItems(items: readonly Uint8Array[], { mostItems, mostBatchBytes }: BatchOptions): boolean {
  return items.length <= mostItems && sizeOfItems(items) <= mostBatchBytes
}

/** Whether a compact batch has no more items than allowed, and every prefilled one a place of its own in it, in order. */
export function isSoundForm(form: CompactForm, options: BatchOptions): boolean {
  const named = form.shortIds.length / options.shortIdBytes
  const size = named + form.prefilled.length
  if (!isSoundHeader(form.header, options) || !Number.isInteger(named) || size > options.mostItems) return false
  if (form.nonce < 0n || form.nonce >= 1n << 64n) return false
  if (sizeOfItems(form.prefilled.map(({ item }) => item)) > options.mostBatchBytes) return false
  return areSoundIndexes(
    form.prefilled.map(({ index }) => index),
    size,
  )
}

/** Whether indexes rise, and lie below `size`. */
export function areSoundIndexes(indexes: readonly number[], size: number): boolean {
  if (indexes.length > size) return false
  let last = -1
  for (const index of indexes) {
    if (!Number.isInteger(index) || index <= last || index >= size) return false
    last = index
  }
  return true
}
