import { SipHash } from '../../src/base/siphash.ts'
import { decodeCompactBlock, decodeIndexes, encodeCompactBlock, encodeIndexes, WireError } from '../../src/codec/index.ts'
import { ShortIds } from '../../src/dissemination/relay/batch/short-ids.ts'
import { sha256 } from '../support/sha256.ts'
import { readVectors } from './read-vectors.ts'
import { fromHex, toHex } from './vector-files.ts'

interface HashCase {
  readonly kind: 'siphash-2-4-64' | 'siphash-2-4-128'
  readonly keyHex: string
  readonly inputHex: string
  readonly outputBytesHex: string
  readonly outputUint64?: string
}

interface BlockCase {
  readonly kind: 'bip152'
  readonly headerHex: string
  readonly nonceUint64: string
  readonly nonceLEHex: string
  readonly sha256HeaderNonce: string
  readonly k0: string
  readonly k1: string
  readonly txidsInternalOrderHex: readonly string[]
  readonly shortIdsWireHex: readonly string[]
  readonly rawBlockHex?: string
  readonly cmpctblockPayloadHex?: string
}

interface IndexesCase {
  readonly kind: 'bip152-diff-indexes'
  readonly encodedHex: string
  readonly indexes?: readonly number[]
  readonly error?: string
}

type SipHashCase = (HashCase | BlockCase | IndexesCase) & { readonly name: string }

/** What became of the file: how many cases of each kind, and what was wrong. */
export interface SipHashOutcome {
  readonly cases: ReadonlyMap<string, number>
  readonly failures: readonly string[]
}

/** Holds SipHash, short ids and BIP152's bytes against every case of the file. */
export function checkSipHashVectors(): SipHashOutcome {
  const { cases } = readVectors<{ readonly cases: readonly SipHashCase[] }>('dissemination/siphash.json')
  const counts = new Map<string, number>()
  const failures: string[] = []
  for (const vector of cases) {
    counts.set(vector.kind, (counts.get(vector.kind) ?? 0) + 1)
    failures.push(...differences(vector).map((difference) => `${vector.name}: ${difference}`))
  }
  return { cases: counts, failures }
}

function differences(vector: SipHashCase): string[] {
  switch (vector.kind) {
    case 'siphash-2-4-64':
    case 'siphash-2-4-128':
      return ofHash(vector)
    case 'bip152':
      return ofBlock(vector)
    case 'bip152-diff-indexes':
      return ofIndexes(vector)
    default:
      return ['of a kind that is not known here']
  }
}

function unlike(what: string, ours: string, theirs: string | undefined): string[] {
  return ours === theirs ? [] : [`${what} is ${ours}, not ${theirs}`]
}

function ofHash({ kind, keyHex, inputHex, outputBytesHex, outputUint64 }: HashCase): string[] {
  const sip = new SipHash(fromHex(keyHex))
  const input = fromHex(inputHex)
  if (kind === 'siphash-2-4-128') return unlike('the output', hexOfWords(sip.hash128(input)), outputBytesHex)
  const [low, high] = sip.hash64(input)
  const number = String((BigInt(high) << 32n) | BigInt(low))
  return [...unlike('the output', hexOfWords([low, high]), outputBytesHex), ...unlike('as a number it', number, outputUint64)]
}

function hexOfWords(words: readonly number[]): string {
  return toHex(new Uint8Array(Uint32Array.from(words).buffer))
}

function ofBlock(vector: BlockCase): string[] {
  const header = fromHex(vector.headerHex)
  const nonce = BigInt(vector.nonceUint64)
  const seeds: string[] = []
  const spying = (bytes: Uint8Array): Uint8Array => {
    seeds.push(toHex(bytes), toHex(sha256(bytes)))
    return sha256(bytes)
  }
  const shortIds = new ShortIds(spying, header, nonce)
  const ids = vector.txidsInternalOrderHex.map((hex) => shortIds.of(fromHex(hex)))
  const wire = shortIds.write(ids)
  const key = new DataView(Uint8Array.from(fromHex(seeds[1] as string)).buffer)
  return [
    ...unlike('what is hashed', seeds[0] as string, vector.headerHex + vector.nonceLEHex),
    ...unlike('its hash', seeds[1] as string, vector.sha256HeaderNonce),
    ...unlike('k0', String(key.getBigUint64(0, true)), vector.k0),
    ...unlike('k1', String(key.getBigUint64(8, true)), vector.k1),
    ...unlike('the list of short ids', toHex(wire), vector.shortIdsWireHex.join('')),
    ...unlike('what is read of them', shortIds.read(wire).join(), ids.join()),
    ...(vector.cmpctblockPayloadHex === undefined ? [] : ofPayload(vector, vector.cmpctblockPayloadHex, wire)),
  ]
}

/** The published block has two transactions: the first is sent whole, the second by its short id. */
function ofPayload({ headerHex, rawBlockHex = '', nonceUint64 }: BlockCase, payloadHex: string, shortIds: Uint8Array): string[] {
  const form = decodeCompactBlock(fromHex(payloadHex), (rest) => rest.length)
  const [first] = form.prefilled
  const firstHex = first === undefined ? 'nothing' : toHex(first.item)
  return [
    ...unlike('the header', toHex(form.header), headerHex),
    ...unlike('the nonce', String(form.nonce), nonceUint64),
    ...unlike('the short id of the payload', toHex(form.shortIds), toHex(shortIds)),
    ...unlike('the place of the whole transaction', String(first?.index), '0'),
    ...unlike('the place in the block', String(rawBlockHex.indexOf(firstHex)), String(headerHex.length + 2)),
    ...unlike('the payload', toHex(encodeCompactBlock(form)), payloadHex),
  ]
}

function ofIndexes({ encodedHex, indexes, error }: IndexesCase): string[] {
  let read: readonly number[]
  try {
    read = decodeIndexes(fromHex(encodedHex))
  } catch (thrown) {
    if (error !== undefined && thrown instanceof WireError) return []
    throw thrown
  }
  if (indexes === undefined) return ['bytes were read that must be refused']
  return [...unlike('the list', read.join(), indexes.join()), ...unlike('it', toHex(encodeIndexes(indexes)), encodedHex)]
}
