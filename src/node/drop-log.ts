import type { NodeWarning } from './api.ts'

/** Counts what is dropped by reason, and warns of each. */
export class DropLog {
  readonly #counts = new Map<string, number>()
  readonly #warn: (warning: NodeWarning) => void

  constructor(warn: (warning: NodeWarning) => void) {
    this.#warn = warn
  }

  /** Dropped input by reason. */
  get counts(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#counts)
  }

  /** @param peer a host */
  drop(code: string, message: string, peer: string): void {
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1)
    this.#warn({ code, message, peer })
  }
}
