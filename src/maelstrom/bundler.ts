import type { Env, PeerId } from '../core/env.ts'
import { type Message, packet } from '../core/message.ts'
import { WrappedEnv } from '../core/wrapped-env.ts'
import { MOST_PARTS } from './peer-wire.ts'

/** The kind of timers that are the bundler's, not the stack's: no stack has so many layers. */
export const BUNDLE_TIMER = 0xff00

/**
 * Lets what goes to one peer within a short time leave as one packet. Maelstrom counts messages, not bytes: a hub that
 * waits 100 ms has several posts for everybody by then.
 */
export class Bundler extends WrappedEnv {
  readonly #env: Env
  readonly #waitMs: number
  readonly #onSent: (to: PeerId) => void
  readonly #waiting = new Map<PeerId, Message[]>()

  /**
   * @param waitMs how long the first message to a peer waits for others; with 0 each leaves as it comes
   * @param onSent told of every packet
   */
  constructor(env: Env, waitMs: number, onSent: (to: PeerId) => void) {
    super(env)
    this.#env = env
    this.#waitMs = waitMs
    this.#onSent = onSent
  }

  /** A line may be as long as it likes; packets are no datagrams here. */
  override get packetBudget(): number {
    return Number.MAX_SAFE_INTEGER
  }

  override send(to: PeerId, message: Message): void {
    if (this.#waitMs === 0) return this.#sendNow(to, message)
    const waiting = this.#waiting.get(to)
    if (waiting === undefined) {
      this.#waiting.set(to, [message])
      this.#env.setTimer(this.#waitMs, BUNDLE_TIMER, to)
    } else if (waiting.push(message) >= MOST_PARTS) this.#flush(to)
  }

  /** A timer of the kind {@link BUNDLE_TIMER} has fired. */
  onTimer(key: number): void {
    this.#flush(key as PeerId)
  }

  #flush(to: PeerId): void {
    const [first, ...others] = this.#waiting.get(to) ?? []
    this.#waiting.delete(to)
    if (first !== undefined) this.#sendNow(to, others.length === 0 ? first : packet([first, ...others]))
  }

  #sendNow(to: PeerId, message: Message): void {
    this.#env.send(to, message, 'datagram')
    this.#onSent(to)
  }
}
