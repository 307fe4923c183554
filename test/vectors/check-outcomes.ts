import { AddressBook } from '../../src/core/index.ts'
import { PacketCodec, StreamCodec, WireError, type WireErrorCode, type WireOptions } from '../../src/codec/index.ts'
import * as swim from '../../src/codec/memberlist/bodies.ts'
import { mapOf } from '../../src/codec/msgpack/containers.ts'
import { type Kind, text } from '../../src/codec/msgpack/kinds.ts'
import { Reader } from '../../src/codec/msgpack/reader.ts'
import * as serf from '../../src/codec/serf/bodies.ts'
import { difference, fromHex, loadOutcomeCases, type OutcomeCase } from './vector-files.ts'
import { vectorSealer } from './vector-sealer.ts'

/** How the codec took the cases of accept-reject.json. */
export interface OutcomeResult {
  readonly cases: number
  /** Cases with the outcome of today's memberlist. */
  readonly asNew: number
  /** Cases that the codec accepts and a layer above refuses, or the other way round: not the codec's to decide. */
  readonly decidedAbove: number
  /** Cases with a safer outcome, and why. */
  readonly safer: readonly { readonly id: string; readonly reason: string }[]
  readonly failures: readonly string[]
}

/** Where the codec refuses what memberlist takes. */
const SAFER: Readonly<Record<string, string>> = {
  'userEvent/uint64-u64max': 'a Lamport time above 2^53 - 1 would poison every clock that witnessed it',
  'alive-badaddr': 'nobody can send to an address of 3 bytes; memberlist stores it and passes it on',
}

/** Cases in which the bytes are sound and a layer above the codec drops the message. */
const DECIDED_ABOVE: Readonly<Record<string, string>> = {
  'packet/ping-wrong-node': 'the name is checked by the membership layer',
  'packet/ack-unsolicited': 'the sequence number is checked by the membership layer',
  'packet/compound-0': 'a compound of nothing is an empty packet: nothing happens',
}

/** What a refusal must say for the runtime to answer as memberlist does. */
const CODES: Readonly<Record<string, WireErrorCode>> = {
  'packet/crc-bad': 'ERR_CHECKSUM',
  'packet/enc-aad': 'ERR_WRONG_KEY',
  'packet/label-wrong': 'ERR_FOREIGN_LABEL',
  'packet/label-missing': 'ERR_FOREIGN_LABEL',
  'packet/unknown-14': 'ERR_UNKNOWN_MESSAGE',
  'stream/enc-to-plain': 'ERR_ENCRYPTED',
  'stream/enc-aad-bad': 'ERR_WRONG_KEY',
  'stream/enc-len-bad': 'ERR_WRONG_KEY',
  'stream/enc-plain': 'ERR_NOT_ENCRYPTED',
  'stream/label-missing': 'ERR_FOREIGN_LABEL',
  'stream/label-wrong': 'ERR_FOREIGN_LABEL',
  'stream/label-unexpected': 'ERR_FOREIGN_LABEL',
}

const TARGETS: Readonly<Record<string, unknown>> = {
  ping: swim.PING,
  alive: swim.ALIVE,
  indirectPing: swim.INDIRECT_PING,
  pushPullHeader: swim.PUSH_PULL_HEADER,
  query: serf.QUERY,
  userEvent: serf.USER_EVENT,
  pushPull: serf.STATE,
  coordinate: serf.COORDINATE,
  tags: mapOf(text),
}

/** Feeds every case to the codec and compares with what today's memberlist does. */
export function checkOutcomes(): OutcomeResult {
  const failures: string[] = []
  const safer: { id: string; reason: string }[] = []
  let asNew = 0
  let decidedAbove = 0
  for (const one of loadOutcomeCases()) {
    const id = `${one.layer}/${one.id}`
    const wrong = tryCase(one, id)
    const reason = SAFER[one.id]
    if (wrong === undefined) asNew++
    else if (DECIDED_ABOVE[id] !== undefined && wrong === ACCEPTED) decidedAbove++
    else if (reason !== undefined && wrong.startsWith(REFUSED)) safer.push({ id: one.id, reason })
    else failures.push(`accept-reject.json ${id}: ${wrong}`)
  }
  const cases = loadOutcomeCases().length
  return { cases, asNew, decidedAbove, safer, failures }
}

const ACCEPTED = 'accepted'
const REFUSED = 'refused'

/** @returns what differs from today's memberlist */
function tryCase(one: OutcomeCase, id: string): string | undefined {
  const expected = isAccepted(one)
  try {
    const wrong = feed(one)
    return expected ? wrong : (wrong ?? ACCEPTED)
  } catch (error) {
    if (!(error instanceof WireError)) return `threw ${String(error)}`
    if (expected) return `${REFUSED}: ${error.message}`
    const code = CODES[id]
    return code === undefined || code === error.code ? undefined : `${error.code} instead of ${code}`
  }
}

function feed(one: OutcomeCase): string | undefined {
  const bytes = fromHex(one.hex)
  if (one.layer === 'codec') {
    const value = (TARGETS[one.target as string] as Kind<unknown>).read(new Reader().reset(bytes))
    return one.new.accept === true ? difference(value, one.new.decoded) : undefined
  }
  const options = optionsOf(one)
  if (one.layer === 'packet') new PacketCodec(options).decode(bytes)
  else {
    const reader = new StreamCodec(options).reader('acceptor')
    if (reader.push(bytes) === undefined) reader.end()
  }
  return undefined
}

/** Streams are judged by the reply: an error, or none to anything but a user message, is a refusal. */
function isAccepted(one: OutcomeCase): boolean {
  const { accept, accepted, reply, error, delegate } = one.new
  if (one.layer !== 'stream') return (accept ?? accepted) === true
  return error === undefined && (reply !== 'closed without a reply' || delegate !== undefined)
}

function optionsOf(one: OutcomeCase): WireOptions {
  return {
    book: new AddressBook(),
    bindPort: () => 7946,
    label: one.receiverLabel,
    sealer: one.receiverKey === undefined ? undefined : vectorSealer([one.receiverKey]),
    verifyIncoming: !one.id.endsWith('noverify'),
    dialect: 'memberlist',
  }
}
