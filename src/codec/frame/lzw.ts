/** LZW as Go's compress/lzw has it: 8-bit literals, least significant bit first (wire facts, section 4.4). */

/** Starts the dictionary afresh. */
export const CLEAR = 256
/** Ends the data. */
export const END = 257
/** The first code of the dictionary. */
export const FIRST_ENTRY = 258
/** Codes have 9 bits at first… */
export const LEAST_WIDTH = 9
/** …and 12 at most. */
export const GREATEST_WIDTH = 12
/** One above the greatest code. */
export const CODES = 4096
