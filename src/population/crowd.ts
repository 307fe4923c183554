/** When a node stops speaking. Judged once a round, from what its contacts showed. */
export interface Interest {
  /** `from` has handed the news to `to`, who needed it or not. */
  sent(from: number, to: number, isNeeded: boolean): void
  /** A node has heard the news and speaks from the next round on. */
  begins(node: number): void
  /** The round is over: does this speaker go on? */
  goesOn(node: number): boolean
}

/** Who knows and who speaks, in columns. */
export class Crowd {
  readonly nodes: number
  informed = 0
  speakers = 0
  /** The speakers, in no order. */
  readonly speakerAt: Int32Array
  readonly #speaks: Uint8Array
  readonly #heardAt: Int32Array
  readonly #fresh: Int32Array
  #freshCount = 0

  constructor(nodes: number) {
    this.nodes = nodes
    this.speakerAt = new Int32Array(nodes)
    this.#speaks = new Uint8Array(nodes)
    this.#heardAt = new Int32Array(nodes).fill(NEVER)
    this.#fresh = new Int32Array(nodes)
  }

  /** Whether the node knew at the start of the round. */
  knew(node: number, round: number): boolean {
    return (this.#heardAt[node] as number) < round
  }

  /** Whether the node speaks in this round. */
  speaks(node: number): boolean {
    return this.#speaks[node] === 1
  }

  /** The node is told; it may know already. */
  tell(node: number, round: number): void {
    if (this.#heardAt[node] !== NEVER) return
    this.#heardAt[node] = round
    this.#fresh[this.#freshCount++] = node
  }

  /** Ends a round: speakers go on or fall silent, and those who have just heard begin. */
  endRound(interest: Interest): void {
    let kept = 0
    for (let i = 0; i < this.speakers; i++) {
      const node = this.speakerAt[i] as number
      if (interest.goesOn(node)) this.speakerAt[kept++] = node
      else this.#speaks[node] = 0
    }
    this.speakers = kept
    this.#begin(interest)
  }

  #begin(interest: Interest): void {
    for (let i = 0; i < this.#freshCount; i++) {
      const node = this.#fresh[i] as number
      this.#speaks[node] = 1
      this.speakerAt[this.speakers++] = node
      interest.begins(node)
    }
    this.informed += this.#freshCount
    this.#freshCount = 0
  }
}

const NEVER = 0x7fffffff
