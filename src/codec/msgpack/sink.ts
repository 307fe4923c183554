/** What values of the dialect can be written to: bytes, or only their number. */
export interface Sink {
  /** One byte as it is. */
  byte(value: number): void
  /** Bytes as they are. */
  raw(bytes: Uint8Array): void
  nil(): void
  bool(value: boolean): void
  /** An integer in [−2^63, 2^64), as short as can be. */
  int(value: number): void
  /** A float of 8 bytes. */
  float(value: number): void
  text(text: string): void
  /** A byte string; `NO_BYTES` is nil. */
  blob(bytes: Uint8Array): void
  arrayHeader(count: number): void
  mapHeader(count: number): void
}
