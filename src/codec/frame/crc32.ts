/** CRC-32 (IEEE 802.3, as zlib has it) of `bytes[start, end)`, as a uint32. */
export function crc32(bytes: Uint8Array, start = 0, end: number = bytes.length): number {
  let crc = -1
  let at = start
  for (; at + 4 <= end; at += 4) {
    // "Slicing by four" (Kounavis and Berry, 2005): four table look-ups that do not wait for one another.
    crc ^=
      (bytes[at] as number) |
      ((bytes[at + 1] as number) << 8) |
      ((bytes[at + 2] as number) << 16) |
      ((bytes[at + 3] as number) << 24)
    crc =
      (TABLES[768 + (crc & 255)] as number) ^
      (TABLES[512 + ((crc >>> 8) & 255)] as number) ^
      (TABLES[256 + ((crc >>> 16) & 255)] as number) ^
      (TABLES[crc >>> 24] as number)
  }
  for (; at < end; at++) crc = (crc >>> 8) ^ (TABLES[(crc ^ (bytes[at] as number)) & 255] as number)
  return ~crc >>> 0
}

/** Four tables of 256: table k advances a byte by k more bytes of zeros. */
const TABLES: Int32Array = makeTables()

function makeTables(): Int32Array {
  const tables = new Int32Array(1024)
  for (let i = 0; i < 256; i++) {
    let crc = i
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
    tables[i] = crc
  }
  for (let i = 256; i < 1024; i++) {
    const before = tables[i - 256] as number
    tables[i] = (before >>> 8) ^ (tables[before & 255] as number)
  }
  return tables
}
