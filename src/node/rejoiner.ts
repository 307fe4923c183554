import type { JoinResult } from './api.ts'

/** What a rejoiner needs of its node. */
export interface RejoinTarget {
  /** Whether no other live member is known. */
  isAlone(): boolean
  /** Joins those of the seeds that are not live members already; all of them if `force`. */
  joinSeeds(force: boolean): Promise<JoinResult>
  later(delayMs: number, action: () => void): () => void
  /** A number in [0, 1). */
  jitter(): number
}

/** Between attempts while alone, ms: doubles from the first to the last. */
const FIRST_RETRY_MS = 500
const LAST_RETRY_MS = 15_000
/** Until a name that somebody else holds is claimed again, ms: about as long as it takes to find the dead. */
const HURRY_MS = 5000
/** Between looks at the seeds while in a cluster, ms. */
const CHECK_MS = 30_000

/**
 * Keeps a node with its seeds: tries them until one answers, goes on looking them up afterwards (names may come to
 * stand for other addresses), and joins those that are not in the cluster. So a node that started first, a renumbered
 * network and two clusters that began apart all end as one.
 */
export class Rejoiner {
  readonly #target: RejoinTarget
  readonly #onFirstJoin: (result: JoinResult) => void
  #cancel: (() => void) | undefined
  #retryMs = FIRST_RETRY_MS
  #isStopped = false
  #isHurried = false

  constructor(target: RejoinTarget, onFirstJoin: (result: JoinResult) => void) {
    this.#target = target
    this.#onFirstJoin = onFirstJoin
  }

  start(): void {
    void this.#attempt(true)
  }

  /** Tries again soon: somebody else holds our name, say. Asked again meanwhile it does not wait any longer. */
  hurry(): void {
    this.#retryMs = FIRST_RETRY_MS
    if (!this.#isHurried) this.#schedule(HURRY_MS, true)
  }

  stop(): void {
    this.#isStopped = true
    this.#cancel?.()
  }

  async #attempt(force: boolean): Promise<void> {
    const result = await this.#target.joinSeeds(force || this.#target.isAlone())
    if (this.#isStopped) return
    if (result.joined.length > 0) this.#onFirstJoin(result)
    if (this.#isHurried) return // the exchange itself has asked for the next one
    if (this.#target.isAlone()) {
      this.#schedule(this.#retryMs)
      this.#retryMs = Math.min(LAST_RETRY_MS, this.#retryMs * 2)
    } else {
      this.#retryMs = FIRST_RETRY_MS
      this.#schedule(CHECK_MS)
    }
  }

  #schedule(delayMs: number, force = false): void {
    if (this.#isStopped) return
    this.#cancel?.()
    this.#isHurried = force
    const spread = 0.75 + this.#target.jitter() / 2
    this.#cancel = this.#target.later(delayMs * spread, () => {
      this.#isHurried = false
      void this.#attempt(force)
    })
  }
}
