/** What is known of one value. */
interface Seen {
  /** When it was acknowledged, or read for the first time, ms. */
  knownAt: number | undefined
  /** When the last read began that did not have it, ms. */
  lastAbsentAt: number | undefined
}

/**
 * How long values take until no read lacks them any more, as Maelstrom reports it: Jepsen's checker `set-full`. A value
 * is known when its broadcast is acknowledged or any read has it; it is stable after the last read that lacks it; the time
 * between the two is its stable latency, 0 if every read since then had it.
 */
export class StableLatency {
  readonly #seen = new Map<number, Seen>()
  readonly #everRead = new Set<number>()

  /** A client asks for it to be broadcast: reads from now on may be expected to have it. */
  invoke(value: number): void {
    this.#seen.set(value, { knownAt: undefined, lastAbsentAt: undefined })
  }

  /** Its broadcast has been acknowledged. */
  acknowledge(value: number, at: number): void {
    const seen = this.#seen.get(value)
    if (seen !== undefined) seen.knownAt ??= at
  }

  /** @param began when it was asked for, ms; what counts for values that it lacks */
  read(values: ReadonlySet<number>, began: number, ended: number): void {
    for (const [value, seen] of this.#seen) {
      if (values.has(value)) {
        seen.knownAt ??= ended
        this.#everRead.add(value)
      } else seen.lastAbsentAt = Math.max(began, seen.lastAbsentAt ?? began)
    }
  }

  /** Of all values that are known, ms, in the order of their broadcasts. */
  latencies(): number[] {
    const latencies: number[] = []
    for (const { knownAt, lastAbsentAt } of this.#seen.values()) {
      if (knownAt !== undefined) latencies.push(Math.max(0, (lastAbsentAt ?? knownAt) - knownAt))
    }
    return latencies
  }

  /** Acknowledged, and in none of the reads that are given: each node's last. */
  lost(lastReads: readonly ReadonlySet<number>[]): number[] {
    const known = [...this.#seen].filter(([, { knownAt }]) => knownAt !== undefined)
    return known.map(([value]) => value).filter((value) => lastReads.some((values) => !values.has(value)))
  }
}
