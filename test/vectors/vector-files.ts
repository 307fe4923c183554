import { readdirSync } from 'node:fs'
import { encodeUtf8 } from '../../src/base/utf8.ts'
import { inProject } from '../support/project.ts'
import { readVectors } from './read-vectors.ts'

/** One recorded example; README.md says what the fields mean. */
export interface Vector {
  readonly name: string
  readonly file: string
  readonly channel: 'udp' | 'tcp' | 'user-message-payload' | 'node-meta' | 'lzw'
  readonly hex: string
  readonly key?: string
  readonly keyring?: readonly string[]
  readonly label?: string
  readonly decoded: Tree
}

/** A decoded value as the files have it. */
export interface Tree {
  readonly [key: string]: unknown
}

/** What a case of accept-reject.json did to one implementation. */
export interface Outcome {
  readonly accept?: boolean
  readonly accepted?: boolean
  readonly decoded?: Tree
  readonly reply?: string
  readonly error?: string
  readonly [key: string]: unknown
}

/** One case of accept-reject.json. */
export interface OutcomeCase {
  readonly layer: 'codec' | 'packet' | 'stream'
  readonly id: string
  readonly target?: string
  readonly hex: string
  readonly receiverKey?: string
  readonly receiverLabel?: string
  readonly new: Outcome
}

/** The files of memberlist's vectors. */
export function vectorFileNames(): string[] {
  return readdirSync(inProject('test/vectors/memberlist')).filter((file) => file.endsWith('.json'))
}

/** Every recorded example that holds bytes of the wire. */
export function loadVectors(): Vector[] {
  return vectorFileNames()
    .sort()
    .flatMap((file) => {
      const content = readVectors<unknown>(`memberlist/${file}`)
      return Array.isArray(content) ? (content as Vector[]).filter(({ hex }) => hex).map((vector) => ({ ...vector, file })) : []
    })
}

/** The cases of accept-reject.json. */
export function loadOutcomeCases(): readonly OutcomeCase[] {
  return readVectors<{ cases: OutcomeCase[] }>('memberlist/accept-reject.json').cases
}

/** Bytes of their hexadecimal form. */
export function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}

/** The hexadecimal form of bytes. */
export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** The bytes of `{"$bytes": hex}`; of null, none. */
export function bytesOf(value: unknown): Uint8Array {
  return value === null ? new Uint8Array(0) : fromHex((value as { $bytes: string }).$bytes)
}

/** What differs between a value of ours and one of the files; undefined if nothing. nil and empty are the same. */
export function difference(ours: unknown, theirs: unknown, path = ''): string | undefined {
  if (theirs === null) return isEmpty(ours) ? undefined : `${path} is ${String(ours)}, not nil`
  if (ours instanceof Uint8Array) return bytesDifference(ours, theirs, path)
  if (Array.isArray(theirs)) return listDifference(ours, theirs, path)
  if (typeof theirs !== 'object') return scalarDifference(ours, theirs, path)
  const special = theirs as Tree
  if ('$int' in special) return String(ours) === special['$int'] ? undefined : `${path} is ${String(ours)}`
  if ('$badutf8' in special) return toHex(encodeUtf8(String(ours))) === special['$badutf8'] ? undefined : `${path} is ${String(ours)}`
  return recordDifference(ours, special, path)
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  if (value instanceof Map) return value.size === 0
  return (value as { length?: number }).length === 0
}

function bytesDifference(ours: Uint8Array, theirs: unknown, path: string): string | undefined {
  const hex = Array.isArray(theirs) ? toHex(Uint8Array.from(theirs as number[])) : (theirs as { $bytes?: string }).$bytes
  return hex === toHex(ours) ? undefined : `${path} is ${toHex(ours)}, not ${hex}`
}

function listDifference(ours: unknown, theirs: readonly unknown[], path: string): string | undefined {
  const items = ours as readonly unknown[]
  if (items.length !== theirs.length) return `${path} has ${items.length} items, not ${theirs.length}`
  return firstOf(theirs.map((item, i) => difference(items[i], item, `${path}[${i}]`)))
}

function recordDifference(ours: unknown, theirs: Tree, path: string): string | undefined {
  const record = (ours instanceof Map ? Object.fromEntries(ours) : ours) as Tree
  const keys = Object.keys(record)
  const extra = keys.filter((key) => !(key in theirs))
  if (extra.length > 0) return `${path} has ${extra.join()} too`
  return firstOf(Object.keys(theirs).map((key) => difference(record[key], theirs[key], `${path}.${key}`)))
}

function scalarDifference(ours: unknown, theirs: unknown, path: string): string | undefined {
  if (theirs === 'NaN' && Number.isNaN(ours)) return undefined
  return ours === theirs ? undefined : `${path} is ${String(ours)}, not ${String(theirs)}`
}

function firstOf(found: readonly (string | undefined)[]): string | undefined {
  return found.find((text) => text !== undefined)
}
