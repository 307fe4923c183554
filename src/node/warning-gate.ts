import type { NodeWarning } from './api.ts'

/** One warning per peer and reason in this time, ms. */
const QUIET_MS = 60_000
/** Pairs of peer and reason that are remembered; a flood from invented addresses must not fill the memory. */
const MAX_REMEMBERED = 1024

/** Lets one warning a minute through for each peer and reason. */
export class WarningGate {
  readonly #lastAt = new Map<string, number>()
  readonly #now: () => number

  /** @param now the time, ms */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Whether the warning is to be told. Ports of one host share their minute where `peer` is a host. */
  passes({ code, peer = '' }: NodeWarning): boolean {
    const key = `${code} ${peer}`
    const now = this.#now()
    const last = this.#lastAt.get(key)
    if (last !== undefined && now - last < QUIET_MS) return false
    if (this.#lastAt.size >= MAX_REMEMBERED) this.#lastAt.clear()
    this.#lastAt.set(key, now)
    return true
  }
}
