import { contentId, HASH_BYTES, type Hash } from '../content-id.ts'

/** Items in an order, and a header that names them. */
export interface Batch {
  /** The root of the items, then what the application says of the batch. */
  readonly header: Uint8Array
  readonly items: readonly Uint8Array[]
}

/** An item that is sent whole, at its place in the batch. */
export interface PlacedItem {
  readonly index: number
  readonly item: Uint8Array
}

/** A batch in which most items are named by a few bytes each. */
export interface CompactForm {
  readonly header: Uint8Array
  /** Makes the key of the short ids another one for each sender; 64 bits. */
  readonly nonce: bigint
  /** Those of all items that are not prefilled, in order. */
  readonly shortIds: Uint8Array
  /** Rising. */
  readonly prefilled: readonly PlacedItem[]
}

/** The bytes by which a header names its items: the hash of their hashes, one after the other. */
function rootOf(hash: Hash, items: readonly Uint8Array[]): Uint8Array {
  const hashes = new Uint8Array(items.length * HASH_BYTES)
  for (const [i, item] of items.entries()) hashes.set(hash(item).subarray(0, HASH_BYTES), i * HASH_BYTES)
  return hash(hashes).slice(0, HASH_BYTES)
}

/** A batch of what the application gives. */
export function batchOf(hash: Hash, header: Uint8Array, items: readonly Uint8Array[]): Batch {
  const whole = new Uint8Array(HASH_BYTES + header.length)
  whole.set(rootOf(hash, items))
  whole.set(header, HASH_BYTES)
  return { header: whole, items }
}

/** Whether the items are those that the header names. */
export function isWhole(hash: Hash, { header, items }: Batch): boolean {
  return rootOf(hash, items).every((byte, i) => byte === header[i])
}

/** The number of a batch. */
export function batchId(hash: Hash, header: Uint8Array): number {
  return contentId(hash, header)
}

/** What the application said of the batch. */
export function ownHeader(header: Uint8Array): Uint8Array {
  return header.subarray(HASH_BYTES)
}

/** Bytes of all items. */
export function sizeOfItems(items: readonly Uint8Array[]): number {
  return items.reduce((sum, item) => sum + item.length, 0)
}
