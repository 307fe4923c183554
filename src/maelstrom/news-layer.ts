import type { Env } from '../core/env.ts'
import type { Event } from '../core/event.ts'
import type { Layer } from '../core/layer.ts'
import type { PostEvent, Repair, RepairEvent } from '../dissemination/index.ts'
import type { Json } from './json.ts'

/**
 * Posts that a node may publish in a burst, and each second after that. Our choice: repair gives up what lies more than
 * 4096 posts behind, so ten a second bridge a cut of six minutes, and a hundred milliseconds more are only noticed by
 * nodes with more to tell.
 */
const BURST = 50
const PER_SECOND = 10
/** News in one post: beyond, it leaves at once. */
const MOST_NEWS = 1000

/** Told what a node has published, this one included: once each, in any order. */
export type OnNews = (news: Json) => void

/** Turns news into posts, several pieces into one where there is much of it (a token bucket), and posts into news. */
export class NewsLayer implements Layer {
  readonly #env: Env
  readonly #repair: Repair
  readonly #topic: string
  readonly #onNews: OnNews
  #waiting: Json[] = []
  #tokens = BURST
  #filledAt: number

  constructor(env: Env, repair: Repair, topic: string, onNews: OnNews) {
    this.#env = env
    this.#repair = repair
    this.#topic = topic
    this.#onNews = onNews
    this.#filledAt = env.now()
  }

  /** Tells every node, this one before the call returns. */
  publish(news: Json): void {
    this.#onNews(news)
    this.#waiting.push(news)
    if (this.#waiting.length === 1) this.#postOrWait()
    else if (this.#waiting.length >= MOST_NEWS) this.#post()
  }

  start(): void {}

  onMessage(): void {}

  onTimer(): void {
    if (this.#waiting.length > 0) this.#postOrWait()
  }

  onEvent(event: Event): void {
    const fact = event as RepairEvent
    if (fact.type !== 'post' || fact.from === this.#env.self) return
    for (const news of newsOf(fact)) this.#onNews(news)
  }

  #postOrWait(): void {
    const now = this.#env.now()
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) * PER_SECOND) / 1000)
    this.#filledAt = now
    if (this.#tokens >= 1) this.#post()
    else this.#env.setTimer(((1 - this.#tokens) * 1000) / PER_SECOND, 0, 0)
  }

  #post(): void {
    const news = this.#waiting
    this.#waiting = []
    this.#tokens = Math.max(0, this.#tokens - 1)
    this.#repair.publish(this.#topic, Buffer.from(JSON.stringify(news)))
  }
}

function newsOf({ post }: PostEvent): readonly Json[] {
  try {
    const read = JSON.parse(Buffer.from(post.body).toString()) as Json
    return Array.isArray(read) ? read.slice(0, MOST_NEWS) : []
  } catch {
    return [] // another program's
  }
}
