/** What an agent said, and when. */
export type Entry =
  | { readonly at: number; readonly what: 'event'; readonly name: string; readonly payload: string }
  | { readonly at: number; readonly what: 'failed' | 'left' | 'suspected'; readonly member: string }
  | { readonly at: number; readonly what: 'complaint'; readonly text: string }

/** An entry before it has its time. */
export type Saying = Entry extends infer E ? (E extends Entry ? Omit<E, 'at'> : never) : never

/** Most entries of one agent; a healthy run has some hundred. */
const MAX_ENTRIES = 50_000

/** All that one agent said, over all its lives. */
export class Journal {
  readonly #entries: Entry[] = []

  add(saying: Saying): void {
    if (this.#entries.length === MAX_ENTRIES) throw new Error(`an agent said more than ${MAX_ENTRIES} things`)
    this.#entries.push({ ...saying, at: performance.now() })
  }

  /** When it first delivered the event, if it did. */
  deliveredAt(name: string): number | undefined {
    return this.#entries.find((entry) => entry.what === 'event' && entry.name === name)?.at
  }

  /** The payloads (base64) of every delivery of the event. */
  payloads(name: string): string[] {
    return this.#entries.flatMap((entry) => (entry.what === 'event' && entry.name === name ? [entry.payload] : []))
  }

  /** The members of which it has said this since then. */
  accused(what: 'failed' | 'suspected', since: number): string[] {
    return this.#entries.flatMap((entry) => (entry.what === what && entry.at >= since ? [entry.member] : []))
  }

  complaints(since: number): string[] {
    return this.#entries.flatMap((entry) => (entry.what === 'complaint' && entry.at >= since ? [entry.text] : []))
  }
}
