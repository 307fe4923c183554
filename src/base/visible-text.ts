/**
 * Text from the network for a terminal: control characters, those that turn the direction of writing, and bytes that
 * are no UTF-8 (see utf8.ts) become visible escapes, so that a member's name can neither move the cursor nor pretend to
 * be another one.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSAFE, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu
