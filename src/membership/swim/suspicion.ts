import type { TimerId } from '../../core/env.ts'
import { dynamicSuspicionMs } from './formulas.ts'

/** One running suspicion: who has confirmed it, and how long the suspect still has. */
export class Suspicion {
  /** The pending verdict; kept here so that whoever ends the suspicion can clear it. */
  timer: TimerId = 0
  /** Whether the suspect has been told that its time is nearly over. */
  isCalled = false
  /** The pending last look at the suspect's host; 0 if there is none. */
  lookTimer: TimerId = 0
  readonly #k: number
  readonly #minMs: number
  readonly #maxMs: number
  readonly #startedAt: number
  readonly #accuser: string
  // Both stay short, and most suspicions need neither: lists take far less memory than sets.
  #confirmers: readonly string[] = NOBODY
  #witnesses: readonly string[] = NOBODY
  #provenMs: number | undefined

  /** @param k confirmations after which the least time counts */
  constructor(accuser: string, startedAt: number, k: number, minMs: number, maxMs: number) {
    this.#accuser = accuser
    this.#startedAt = startedAt
    this.#k = k
    this.#minMs = minMs
    this.#maxMs = maxMs
  }

  /** Confirmations that would still shorten it. */
  get missing(): number {
    return this.#k - this.#confirmers.length
  }

  /** Whether nothing that anybody else says of the suspect matters any more: most of what comes in. */
  get isSettled(): boolean {
    return this.missing <= 0 && this.#witnesses.length >= MAX_WITNESSES
  }

  /** Counts an independent accusation. @returns whether it was new and still needed */
  confirm(from: string): boolean {
    if (this.missing <= 0 || from === this.#accuser || this.#confirmers.includes(from)) return false
    this.#confirmers = [...this.#confirmers, from]
    return true
  }

  /** Counts somebody whom the suspect's host has refused. @returns whether it is new */
  addWitness(from: string): boolean {
    if (this.#witnesses.length >= MAX_WITNESSES || this.#witnesses.includes(from)) return false
    this.#witnesses = [...this.#witnesses, from]
    return true
  }

  /** Whether `self` was refused, and somebody else too if there is anybody else. */
  isWitnessed(self: string, others: number): boolean {
    return this.#witnesses.includes(self) && (this.#witnesses.length > 1 || others === 0)
  }

  /** The process is gone for all that we can find out: the suspect has only so long in all. */
  prove(totalMs: number): void {
    this.#provenMs = totalMs
  }

  /** Milliseconds until the verdict; 0 or less means now. */
  remainingMs(now: number): number {
    const total = dynamicSuspicionMs(this.#confirmers.length, this.#k, this.#minMs, this.#maxMs)
    return Math.min(total, this.#provenMs ?? total) - this.elapsedMs(now)
  }

  elapsedMs(now: number): number {
    return now - this.#startedAt
  }
}

/** So many are passed on, and decide: the first, and whoever was refused next. Who else was does not matter any more. */
const MAX_WITNESSES = 2
const NOBODY: readonly string[] = []
