/** What has arrived: its number for a time, its payload as long as there is room. The oldest goes first. */
export class Remembered {
  readonly #rememberMs: number
  readonly #most: number
  readonly #mostBytes: number
  readonly #hops = new Map<number, number>()
  readonly #arrivedAt: { readonly id: number; readonly at: number }[] = []
  #first = 0
  readonly #payloads = new Map<number, Uint8Array>()
  #bytes = 0

  constructor(rememberMs: number, most: number, mostBytes: number) {
    this.#rememberMs = rememberMs
    this.#most = most
    this.#mostBytes = mostBytes
  }

  get size(): number {
    return this.#hops.size
  }

  /** Bytes of payload. */
  get bytes(): number {
    return this.#bytes
  }

  has(id: number): boolean {
    return this.#hops.has(id)
  }

  /** How many links it came over; undefined if it is not known. */
  hops(id: number): number | undefined {
    return this.#hops.get(id)
  }

  /** Numbers whose payload is kept, oldest first. */
  kept(): Iterable<number> {
    return this.#payloads.keys()
  }

  payload(id: number): Uint8Array | undefined {
    return this.#payloads.get(id)
  }

  /** Takes in a message that is new; what is too much now is forgotten. */
  add(id: number, hops: number, payload: Uint8Array, now: number): void {
    this.#hops.set(id, hops)
    this.#arrivedAt.push({ id, at: now })
    this.#payloads.set(id, payload)
    this.#bytes += payload.length
    this.#forget(now)
  }

  /** Nobody will ask for this payload any more; its number stays. */
  dropPayload(id: number): void {
    this.#bytes -= this.#payloads.get(id)?.length ?? 0
    this.#payloads.delete(id)
  }

  #forget(now: number): void {
    for (const id of this.#payloads.keys()) {
      if (this.#bytes <= this.#mostBytes) break
      this.dropPayload(id)
    }
    for (;;) {
      const oldest = this.#arrivedAt[this.#first]
      if (oldest === undefined || (this.#hops.size <= this.#most && now - oldest.at < this.#rememberMs)) break
      this.#first++
      this.#hops.delete(oldest.id)
      this.dropPayload(oldest.id)
    }
    if (this.#first > this.#arrivedAt.length / 2) {
      this.#arrivedAt.splice(0, this.#first) // half is gone, so each is moved once
      this.#first = 0
    }
  }
}
