/**
 * UTF-8 that loses nothing. Peers send names as raw bytes and Go does not insist on valid UTF-8, so a byte that fits in
 * no character becomes a lone surrogate U+DC80…U+DCFF and turns back into that byte when it is written: two different
 * names never become one, and what was relayed leaves as it came.
 */

/** Decodes `bytes[start, end)`. */
export function decodeUtf8(bytes: Uint8Array, start = 0, end: number = bytes.length): string {
  let text = ''
  let at = start
  while (at < end) {
    const lead = bytes[at] as number
    if (lead < 0x80) {
      text += String.fromCharCode(lead)
      at++
      continue
    }
    const length = sequenceLength(bytes, at, end)
    text += length === 0 ? String.fromCharCode(0xdc00 + lead) : String.fromCodePoint(codePointAt(bytes, at, length))
    at += length || 1
  }
  return text
}

/** How many bytes {@link writeUtf8} writes. */
export function utf8Length(text: string): number {
  let length = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) length++
    else if (unit < 0x800) length += 2
    else if (isEscapedByte(unit)) length++
    else if (isPair(text, i)) {
      length += 4
      i++
    } else length += 3
  }
  return length
}

/** Writes `text` at `offset`. @returns the offset behind it */
export function writeUtf8(text: string, into: Uint8Array, offset: number): number {
  let at = offset
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) into[at++] = unit
    else if (unit < 0x800) {
      into[at++] = 0xc0 | (unit >> 6)
      into[at++] = 0x80 | (unit & 63)
    } else if (isPair(text, i)) {
      const point = 0x10000 + ((unit & 0x3ff) << 10) + (text.charCodeAt(++i) & 0x3ff)
      into[at++] = 0xf0 | (point >> 18)
      into[at++] = 0x80 | ((point >> 12) & 63)
      into[at++] = 0x80 | ((point >> 6) & 63)
      into[at++] = 0x80 | (point & 63)
    } else if (isEscapedByte(unit)) into[at++] = unit & 0xff
    else {
      into[at++] = 0xe0 | (unit >> 12)
      into[at++] = 0x80 | ((unit >> 6) & 63)
      into[at++] = 0x80 | (unit & 63)
    }
  }
  return at
}

/** `text` as bytes of its own. */
export function encodeUtf8(text: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(text))
  writeUtf8(text, bytes, 0)
  return bytes
}

function isEscapedByte(unit: number): boolean {
  return unit >= 0xdc80 && unit <= 0xdcff
}

function isPair(text: string, i: number): boolean {
  const unit = text.charCodeAt(i)
  if (unit < 0xd800 || unit > 0xdbff || i + 1 >= text.length) return false
  const low = text.charCodeAt(i + 1)
  return low >= 0xdc00 && low <= 0xdfff
}

/** The length of the valid multi-byte sequence at `at` (RFC 3629, table 3-7 of Unicode), or 0. */
function sequenceLength(bytes: Uint8Array, at: number, end: number): number {
  const lead = bytes[at] as number
  const length = lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0
  if (length === 0 || at + length > end) return 0
  const second = bytes[at + 1] as number
  if (second < lowestSecond(lead) || second > highestSecond(lead)) return 0
  for (let i = 2; i < length; i++) if (((bytes[at + i] as number) & 0xc0) !== 0x80) return 0
  return length
}

function lowestSecond(lead: number): number {
  if (lead === 0xe0) return 0xa0 // shorter forms exist
  return lead === 0xf0 ? 0x90 : 0x80
}

function highestSecond(lead: number): number {
  if (lead === 0xed) return 0x9f // surrogates
  return lead === 0xf4 ? 0x8f : 0xbf
}

function codePointAt(bytes: Uint8Array, at: number, length: number): number {
  let point = (bytes[at] as number) & (0xff >> (length + 1))
  for (let i = 1; i < length; i++) point = (point << 6) | ((bytes[at + i] as number) & 63)
  return point
}
