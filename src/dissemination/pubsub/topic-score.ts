import type { TopicScoreOptions } from './score-options.ts'

/** What one peer has done in one topic: P1 to P4 of gossipsub v1.1. */
export class TopicScore {
  readonly #options: TopicScoreOptions
  /** When it came into the mesh; undefined while it is outside. */
  #graftedAt: number | undefined
  #meshMs = 0
  #isActive = false
  #firstDeliveries = 0
  #meshDeliveries = 0
  #meshFailures = 0
  #invalid = 0

  constructor(options: TopicScoreOptions) {
    this.#options = options
  }

  get meshDeliveriesWindowMs(): number {
    return this.#options.meshDeliveriesWindowMs
  }

  graft(now: number): void {
    this.#graftedAt = now
    this.#meshMs = 0
    this.#isActive = false
  }

  /** It leaves the mesh: what it owes sticks (P3b). */
  prune(): void {
    if (this.#graftedAt === undefined) return
    const owed = this.#owed()
    this.#meshFailures += owed * owed
    this.#graftedAt = undefined
  }

  deliverFirst(): void {
    this.#firstDeliveries = Math.min(this.#options.firstDeliveriesCap, this.#firstDeliveries + 1)
    this.deliver()
  }

  /** A message came, first or soon after the first. */
  deliver(): void {
    if (this.#graftedAt === undefined) return
    this.#meshDeliveries = Math.min(this.#options.meshDeliveriesCap, this.#meshDeliveries + 1)
  }

  deliverInvalid(): void {
    this.#invalid++
  }

  /** It is gone: good deeds are forgotten, or going and coming would earn trust. */
  forgetGood(): void {
    this.prune()
    this.#firstDeliveries = 0
  }

  decay(now: number, toZero: number): void {
    const options = this.#options
    this.#firstDeliveries = decayed(this.#firstDeliveries, options.firstDeliveriesDecay, toZero)
    this.#meshDeliveries = decayed(this.#meshDeliveries, options.meshDeliveriesDecay, toZero)
    this.#meshFailures = decayed(this.#meshFailures, options.meshFailureDecay, toZero)
    this.#invalid = decayed(this.#invalid, options.invalidDecay, toZero)
    if (this.#graftedAt === undefined) return
    this.#meshMs = now - this.#graftedAt
    this.#isActive ||= this.#meshMs > options.meshDeliveriesActivationMs
  }

  /** Whether nothing is left to remember. */
  get isEmpty(): boolean {
    return (
      this.#graftedAt === undefined &&
      this.#firstDeliveries === 0 &&
      this.#meshDeliveries === 0 &&
      this.#meshFailures === 0 &&
      this.#invalid === 0
    )
  }

  get value(): number {
    const options = this.#options
    const owed = this.#owed()
    return (
      options.topicWeight *
      (this.#timeInMesh() +
        options.firstDeliveriesWeight * this.#firstDeliveries +
        options.meshDeliveriesWeight * owed * owed +
        options.meshFailureWeight * this.#meshFailures +
        options.invalidWeight * this.#invalid * this.#invalid)
    )
  }

  #timeInMesh(): number {
    if (this.#graftedAt === undefined) return 0
    const { timeInMeshWeight, timeInMeshQuantumMs, timeInMeshCap } = this.#options
    return timeInMeshWeight * Math.min(timeInMeshCap, this.#meshMs / timeInMeshQuantumMs)
  }

  #owed(): number {
    if (!this.#isActive || this.#graftedAt === undefined) return 0
    return Math.max(0, this.#options.meshDeliveriesThreshold - this.#meshDeliveries)
  }
}

/** Less by a factor, and nothing once it is next to nothing. */
export function decayed(value: number, factor: number, toZero: number): number {
  const less = value * factor
  return less < toZero ? 0 : less
}
