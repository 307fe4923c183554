import type { KeptPosts } from './kept-posts.ts'
import { SenderLog } from './sender-log.ts'

/** The logs of all authors on all topics, a bounded number: the one that was silent for longest is forgotten. */
export class SenderLogs {
  readonly #most: number
  readonly #kept: KeptPosts
  /** The longest silent first. */
  readonly #byId = new Map<number, SenderLog>()
  readonly #byTopic = new Map<string, Map<number, SenderLog>>()
  #lastId = 0

  constructor(most: number, kept: KeptPosts) {
    this.#most = most
    this.#kept = kept
  }

  get size(): number {
    return this.#byId.size
  }

  byId(id: number): SenderLog | undefined {
    return this.#byId.get(id)
  }

  find(topic: string, origin: number): SenderLog | undefined {
    return this.#byTopic.get(topic)?.get(origin)
  }

  of(topic: string): Iterable<SenderLog> {
    return this.#byTopic.get(topic)?.values() ?? []
  }

  all(): Iterable<SenderLog> {
    return this.#byId.values()
  }

  /** @param through up to this number nothing is waited for */
  open(topic: string, origin: number, through: number, now: number): SenderLog {
    if (this.#byId.size >= this.#most) this.forget(this.#byId.values().next().value as SenderLog)
    const log = new SenderLog(++this.#lastId, topic, origin, through, now)
    this.#byId.set(log.id, log)
    const ofTopic = this.#byTopic.get(topic)
    if (ofTopic === undefined) this.#byTopic.set(topic, new Map([[origin, log]]))
    else ofTopic.set(origin, log)
    return log
  }

  /** Something is new here. */
  refresh(log: SenderLog, now: number): void {
    log.activeAt = now
    this.#byId.delete(log.id)
    this.#byId.set(log.id, log)
  }

  forget(log: SenderLog): void {
    this.#kept.forget(log)
    this.#byId.delete(log.id)
    const ofTopic = this.#byTopic.get(log.topic)
    ofTopic?.delete(log.origin)
    if (ofTopic?.size === 0) this.#byTopic.delete(log.topic)
  }
}
