import type { SenderLog } from './sender-log.ts'

/** Posts that are kept for others, of all logs together: for a time, and as long as there is room. The oldest goes first. */
export class KeptPosts {
  readonly #keepMs: number
  readonly #mostBytes: number
  /** A row for each post, oldest first, in columns: objects would weigh more than many a post. */
  #logs: SenderLog[] = []
  #sequences: number[] = []
  #times: number[] = []
  #first = 0
  #bytes = 0

  constructor(keepMs: number, mostBytes: number) {
    this.#keepMs = keepMs
    this.#mostBytes = mostBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  add(log: SenderLog, sequence: number, post: Uint8Array, now: number): void {
    log.kept.set(sequence, post)
    this.#bytes += post.length
    this.#logs.push(log)
    this.#sequences.push(sequence)
    this.#times.push(now)
    this.expire(now)
  }

  /** Lets go what is too old or too much. */
  expire(now: number): void {
    while (this.#first < this.#logs.length) {
      const isYoung = now - (this.#times[this.#first] as number) < this.#keepMs
      if (this.#bytes <= this.#mostBytes && isYoung) break
      this.#drop(this.#logs[this.#first] as SenderLog, this.#sequences[this.#first] as number)
      this.#first++
    }
    if (this.#first > this.#logs.length / 2) this.#moveUp()
  }

  /** A log is forgotten: what is kept of it takes no room any more. */
  forget(log: SenderLog): void {
    for (const post of log.kept.values()) this.#bytes -= post.length
    log.kept.clear()
  }

  #drop(log: SenderLog, sequence: number): void {
    this.#bytes -= log.kept.get(sequence)?.length ?? 0
    log.kept.delete(sequence)
  }

  /** Half of the rows are gone, so each is moved once. */
  #moveUp(): void {
    this.#logs = this.#logs.slice(this.#first)
    this.#sequences = this.#sequences.slice(this.#first)
    this.#times = this.#times.slice(this.#first)
    this.#first = 0
  }
}
