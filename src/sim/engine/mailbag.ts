import type { Message } from '../../core/message.ts'

/** The datagrams that are under way: columns over reused places, so that a message in flight allocates nothing. */
export class Mailbag {
  readonly #messages: (Message | undefined)[] = []
  readonly #froms: number[] = []
  readonly #sizes: number[] = []
  readonly #sentTicks: number[] = []
  readonly #free: number[] = []

  /** How many are under way. */
  get size(): number {
    return this.#messages.length - this.#free.length
  }

  /** @returns the place of the datagram until it is taken out */
  put(from: number, message: Message, size: number, sentTick: number): number {
    const place = this.#free.length > 0 ? (this.#free.pop() as number) : this.#messages.length
    this.#messages[place] = message
    this.#froms[place] = from
    this.#sizes[place] = size
    this.#sentTicks[place] = sentTick
    return place
  }

  /** Frees the place. @returns the message that was there */
  take(place: number): Message {
    const message = this.#messages[place] as Message
    this.#messages[place] = undefined
    this.#free.push(place)
    return message
  }

  /** Readable until the place is given out again. */
  fromOf(place: number): number {
    return this.#froms[place] as number
  }

  /** When it was sent; readable until the place is given out again. */
  sentTickOf(place: number): number {
    return this.#sentTicks[place] as number
  }

  /** Bytes; readable until the place is given out again. */
  sizeOf(place: number): number {
    return this.#sizes[place] as number
  }
}
