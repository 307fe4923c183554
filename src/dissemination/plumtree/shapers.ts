/** Messages so close together may be on their way at once, ms: some hops through a large cluster. Our choice. */
const WINDOW_MS = 200

/**
 * Which messages shape the tree. A message that comes twice closes a cycle of links, which is to be cut once. Of two
 * messages that are on their way at the same time each may be found twice at another place, and then the cycle is cut
 * twice and the tree falls apart; under a steady load for ever. So of the messages that come close together about one
 * cuts links, and it is the same one everywhere: it is told by its number, which is random.
 */
export class Shapers {
  #began = Number.NEGATIVE_INFINITY
  #count = 0
  #before = 0

  /** A message has come for the first time. */
  add(now: number): void {
    if (now - this.#began >= WINDOW_MS) {
      this.#before = now - this.#began < 2 * WINDOW_MS ? this.#count : 0
      this.#began = now
      this.#count = 0
    }
    this.#count++
  }

  /** Whether a message that has come again may cut the link. */
  has(id: number): boolean {
    let share = 1
    while (share < Math.max(this.#count, this.#before)) share *= 2
    return id % share === 0
  }
}
