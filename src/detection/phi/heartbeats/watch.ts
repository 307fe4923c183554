import type { AccrualDetector } from '../accrual-detector.ts'
import type { Heartbeat } from './messages.ts'

/** One peer that is listened to. */
export class Watch {
  readonly since: number
  readonly detector: AccrualDetector
  /** For each level, whether the peer is suspected there. */
  readonly suspected: boolean[]
  readonly #former: number | undefined
  #life: number | undefined
  #sequence = 0

  /** @param former the life that this one follows: what of it comes late says nothing */
  constructor(since: number, detector: AccrualDetector, levels: number, former?: number) {
    this.since = since
    this.#former = former
    this.detector = detector
    this.suspected = new Array<boolean>(levels).fill(false)
  }

  /** Of the process that was heard last. */
  get life(): number | undefined {
    return this.#life
  }

  /** Whether this is a process that the watch has not heard, after one that it has. */
  isAnotherLife({ life }: Heartbeat): boolean {
    return this.#life !== undefined && life !== this.#life && life !== this.#former
  }

  /** @returns whether it was new: not one that a later one has overtaken */
  hear({ life, sequence }: Heartbeat, now: number): boolean {
    if (life === this.#former || sequence <= this.#sequence) return false
    this.#life = life
    this.#sequence = sequence
    this.detector.heartbeat(now)
    return true
  }
}
