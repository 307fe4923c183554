import type { NodeWarning } from './api.ts'

/** One warning per peer and reason in this time, ms. */
const QUIET_MS = 60_000
/** Pairs of peer and reason that are remembered; a flood from invented addresses must not fill the memory. */
const MAX_REMEMBERED = 1024

/** Counts what is dropped by reason, and lets one warning a minute through for each peer and reason. */
export class DropLog {
  readonly #counts = new Map<string, number>()
  readonly #lastAt = new Map<string, number>()
  readonly #warn: (warning: NodeWarning) => void
  readonly #now: () => number

  constructor(now: () => number, warn: (warning: NodeWarning) => void) {
    this.#now = now
    this.#warn = warn
  }

  /** Dropped input by reason. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** @param peer a host: ports of one host share their minute */
  drop(code: string, message: string, peer: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
    this.warnOnce(code, message, peer)
  }

  /** A warning without a drop. */
  warnOnce(code: string, message: string, peer: string): void {
    const key = `${code} ${peer}`
    const now = this.#now()
    const last = this.#lastAt.get(key)
    if (last !== undefined && now - last < QUIET_MS) return
    if (this.#lastAt.size >= MAX_REMEMBERED) this.#lastAt.clear()
    this.#lastAt.set(key, now)
    this.#warn({ code, message, peer })
  }
}
