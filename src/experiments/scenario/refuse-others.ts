import { nearest } from '../../base/nearest.ts'

/**
 * Refuses fields that nobody reads: whoever writes one has made a mistake.
 * @param path of what has the fields; none for the whole
 * @throws RangeError that begins with the path of the field
 */
export function refuseOthers(given: object, known: readonly string[], path?: string): void {
  const unknown = Object.keys(given).find((key) => !known.includes(key))
  if (unknown === undefined) return
  const field = path === undefined ? unknown : `${path}.${unknown}`
  const meant = nearest(unknown, known)
  throw new RangeError(`${field}: no such field here; did you mean ${meant}? There may be ${known.join(', ')}`)
}
