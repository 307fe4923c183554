import { NO_BYTES } from '../msgpack/reader.ts'
import type { Versions } from '../../membership/swim/messages.ts'

const COUNT = 6

/** The versions of a member that did not say. */
const NO_VERSIONS: Versions = Object.freeze([])

/** Reads version vectors; equal ones that follow one another share an array, as most members have the same. */
export class VersionsReader {
  #last: Versions = NO_VERSIONS

  /** The first six numbers; none if there are fewer (one to five crash a real peer: never to be passed on). */
  read(bytes: Uint8Array): Versions {
    if (bytes.length < COUNT) return NO_VERSIONS
    if (isSame(this.#last, bytes)) return this.#last
    this.#last = Object.freeze([...bytes.subarray(0, COUNT)])
    return this.#last
  }
}

function isSame(versions: Versions, bytes: Uint8Array): boolean {
  for (let i = 0; i < COUNT; i++) if (versions[i] !== bytes[i]) return false
  return true
}

/**
 * Version numbers as bytes; nil if there are none.
 * @throws RangeError unless there are exactly six or none, each in 0…255: anything else crashes real peers (wire facts, section 18)
 */
export function versionBytes(versions: Versions): Uint8Array {
  if (versions.length === 0) return NO_BYTES
  if (versions.length !== COUNT) throw new RangeError(`a member has ${COUNT} version numbers, not ${versions.length}`)
  for (const version of versions) {
    if (!Number.isInteger(version) || version < 0 || version > 255) throw new RangeError(`${version} is no version`)
  }
  return Uint8Array.from(versions)
}
