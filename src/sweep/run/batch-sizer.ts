/** A batch holds no more points than this, so that a lost one costs little and a message stays small. */
export const MOST_PER_BATCH = 100
/** How much the latest batch says about the next one; points of a grid differ, so the past is forgotten slowly. */
const WEIGHT = 0.2

/** Chooses how many points make a batch that is worth its way. */
export class BatchSizer {
  readonly #batchMs: number
  #pointMs: number | undefined

  constructor(batchMs: number) {
    this.#batchMs = batchMs
  }

  /** Points for the next batch; one as long as nothing is known. */
  get size(): number {
    if (this.#pointMs === undefined) return 1
    const wanted = Math.ceil(this.#batchMs / Math.max(this.#pointMs, 1e-6))
    return Math.min(MOST_PER_BATCH, Math.max(1, wanted))
  }

  /** Learns how long a batch took. */
  learn(points: number, ms: number): void {
    const pointMs = ms / points
    this.#pointMs = this.#pointMs === undefined ? pointMs : this.#pointMs + WEIGHT * (pointMs - this.#pointMs)
  }
}
