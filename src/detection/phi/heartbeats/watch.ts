import type { AccrualDetector } from '../accrual-detector.ts'
import type { Heartbeat } from './messages.ts'

/** One peer that is listened to. */
export class Watch {
  readonly since: number
  readonly detector: AccrualDetector
  /** For each level, whether the peer is suspected there. */
  readonly suspected: boolean[]
  #life: number | undefined
  #sequence = 0

  constructor(since: number, detector: AccrualDetector, levels: number) {
    this.since = since
    this.detector = detector
    this.suspected = new Array<boolean>(levels).fill(false)
  }

  /** Whether this is a process that the watch has not heard, after one that it has. */
  isAnotherLife({ life }: Heartbeat): boolean {
    return this.#life !== undefined && this.#life !== life
  }

  /** @returns whether it was new: not one that a later one has overtaken */
  hear({ life, sequence }: Heartbeat, now: number): boolean {
    if (sequence <= this.#sequence) return false
    this.#life = life
    this.#sequence = sequence
    this.detector.heartbeat(now)
    return true
  }
}
