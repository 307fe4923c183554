import type { CompactForm, PlacedItem } from '../../dissemination/index.ts'
import { WireError } from '../wire-error.ts'
import { BytesReader, compactSizeBytes, writeCompactSize } from './compact-size.ts'

/** A block's header. */
const HEADER_BYTES = 80
const SHORT_ID_BYTES = 6
/** Indexes have 16 bits. */
const MOST_ITEMS = 65_536

/** Bytes of BIP152's cmpctblock for a batch, whatever the size of its header. */
export function compactBlockBytes({ header, shortIds, prefilled }: CompactForm): number {
  const count = shortIds.length / SHORT_ID_BYTES
  const items = prefilled.reduce((sum, { item }) => sum + item.length, 0)
  const indexes = steps(prefilled.map(({ index }) => index)).reduce((sum, step) => sum + compactSizeBytes(step), 0)
  const counts = compactSizeBytes(count) + compactSizeBytes(prefilled.length)
  return header.length + 8 + counts + shortIds.length + indexes + items
}

/**
 * BIP152's cmpctblock: header, nonce, short ids, and transactions that are sent whole, at places that are told as steps
 * from one to the next. Transactions know their own length, so none is written.
 */
export function encodeCompactBlock(form: CompactForm): Uint8Array {
  const { header, nonce, shortIds, prefilled } = form
  const bytes = new Uint8Array(compactBlockBytes(form))
  bytes.set(header)
  new DataView(bytes.buffer).setBigUint64(header.length, nonce, true)
  let at = writeCompactSize(bytes, header.length + 8, shortIds.length / SHORT_ID_BYTES)
  bytes.set(shortIds, at)
  at = writeCompactSize(bytes, at + shortIds.length, prefilled.length)
  for (const [i, step] of steps(prefilled.map(({ index }) => index)).entries()) {
    const { item } = prefilled[i] as PlacedItem
    at = writeCompactSize(bytes, at, step)
    bytes.set(item, at)
    at += item.length
  }
  return bytes
}

/**
 * Reads a cmpctblock.
 * @param itemBytes how long the transaction is with which the given bytes begin
 * @throws WireError
 */
export function decodeCompactBlock(bytes: Uint8Array, itemBytes: (rest: Uint8Array) => number): CompactForm {
  const reader = new BytesReader(bytes)
  const [header, nonce] = [reader.take(HEADER_BYTES), reader.uint64()]
  const shortIds = reader.take(reader.compactSize(MOST_ITEMS) * SHORT_ID_BYTES)
  const count = reader.compactSize(MOST_ITEMS - shortIds.length / SHORT_ID_BYTES)
  const prefilled: PlacedItem[] = []
  for (let last = -1; prefilled.length < count; ) {
    last = nextIndex(reader, last)
    const item = reader.take(itemBytes(bytes.subarray(reader.at)))
    prefilled.push({ index: last, item })
  }
  if (reader.left > 0) throw new WireError('ERR_BAD_PACKET', `${reader.left} bytes follow the last transaction`)
  return { header, nonce, shortIds, prefilled }
}

/** The list of places in BIP152's getblocktxn: their number, then steps. */
export function encodeIndexes(indexes: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(indexesBytes(indexes))
  let at = writeCompactSize(bytes, 0, indexes.length)
  for (const step of steps(indexes)) at = writeCompactSize(bytes, at, step)
  return bytes
}

/** Bytes of {@link encodeIndexes}. */
export function indexesBytes(indexes: readonly number[]): number {
  return steps(indexes).reduce((sum, step) => sum + compactSizeBytes(step), compactSizeBytes(indexes.length))
}

/** @throws WireError for what is no rising list of 16-bit numbers */
export function decodeIndexes(bytes: Uint8Array): number[] {
  const reader = new BytesReader(bytes)
  const count = reader.compactSize(MOST_ITEMS)
  if (count > reader.left) throw new WireError('ERR_TRUNCATED', `${count} indexes do not fit into ${reader.left} bytes`)
  const indexes: number[] = []
  for (let last = -1; indexes.length < count; indexes.push(last)) last = nextIndex(reader, last)
  if (reader.left > 0) throw new WireError('ERR_BAD_PACKET', `${reader.left} bytes follow the last index`)
  return indexes
}

/** How many places each lies beyond the one that would come next. */
function steps(indexes: readonly number[]): number[] {
  return indexes.map((index, i) => index - (indexes[i - 1] ?? -1) - 1)
}

function nextIndex(reader: BytesReader, last: number): number {
  const index = last + 1 + reader.compactSize(MOST_ITEMS)
  if (index >= MOST_ITEMS) throw new WireError('ERR_OUT_OF_RANGE', `there is no index ${index}`)
  return index
}
