import type { SenderLog } from './sender-log.ts'

interface Kept {
  readonly log: SenderLog
  readonly sequence: number
  readonly at: number
}

/** Posts that are kept for others, of all logs together: for a time, and as long as there is room. The oldest goes first. */
export class KeptPosts {
  readonly #keepMs: number
  readonly #mostBytes: number
  #queue: Kept[] = []
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
    this.#queue.push({ log, sequence, at: now })
    this.expire(now)
  }

  /** Lets go what is too old or too much. */
  expire(now: number): void {
    for (;;) {
      const oldest = this.#queue[this.#first]
      if (oldest === undefined || (this.#bytes <= this.#mostBytes && now - oldest.at < this.#keepMs)) break
      this.#first++
      this.#drop(oldest)
    }
    if (this.#first > this.#queue.length / 2) {
      this.#queue = this.#queue.slice(this.#first) // half is gone, so each is moved once
      this.#first = 0
    }
  }

  /** A log is forgotten: what is kept of it takes no room any more. */
  forget(log: SenderLog): void {
    for (const post of log.kept.values()) this.#bytes -= post.length
    log.kept.clear()
  }

  #drop({ log, sequence }: Kept): void {
    this.#bytes -= log.kept.get(sequence)?.length ?? 0
    log.kept.delete(sequence)
  }
}
