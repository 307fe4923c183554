import { chooseOthers } from './choose-others.ts'

/** Who tells whom in a call: the caller, the called, or both. */
export type Calls = 'push' | 'pull' | 'push-pull'

/** How one piece of news spreads in rounds. */
export interface SpreadOptions {
  readonly n: number
  readonly calls: Calls
  /** Members that each one calls per round; default 1. */
  readonly fanout?: number
  /** How many know at the beginning; default 1. */
  readonly informed?: number
  /** Uniform 32-bit integers. */
  readonly random: () => number
  /** Whom a member calls; default anybody else. It fills the list. */
  readonly choose?: (self: number, out: number[]) => void
}

/**
 * News among n members in synchronous rounds, as the theory of rumour spreading has it (Demers et al. 1987, section
 * 1.3; Karp et al. 2000): every call is judged by what was known when the round began.
 */
export class SynchronousSpread {
  /** How many know. */
  informed: number
  /** Transmissions of the news: each telling by one who knows, heard before or not; each answer that was news. */
  messages = 0
  round = 0
  readonly #heardIn: Int32Array
  readonly #options: SpreadOptions
  readonly #called: number[]

  constructor(options: SpreadOptions) {
    this.#options = options
    this.informed = options.informed ?? 1
    this.#heardIn = new Int32Array(options.n).fill(NEVER)
    this.#heardIn.fill(0, 0, this.informed)
    this.#called = new Array<number>(options.fanout ?? 1).fill(0)
  }

  /** One round. */
  step(): void {
    this.round++
    const { n, calls } = this.#options
    for (let self = 0; self < n; self++) {
      const knows = this.#knew(self)
      if (calls === (knows ? 'pull' : 'push')) continue // nothing could come of its calls
      this.#choose(self)
      for (const other of this.#called) this.#call(self, other, knows)
    }
  }

  /** Rounds until all know, the ones so far included. @param most gives up after so many */
  runToEnd(most: number = Number.POSITIVE_INFINITY): number {
    while (this.informed < this.#options.n && this.round < most) this.step()
    return this.round
  }

  #call(self: number, other: number, knows: boolean): void {
    if (knows) this.#tell(other)
    else if (this.#knew(other) && this.#options.calls !== 'push') this.#tell(self)
  }

  #tell(member: number): void {
    this.messages++
    if (this.#heardIn[member] !== NEVER) return
    this.#heardIn[member] = this.round
    this.informed++
  }

  #knew(member: number): boolean {
    const heardIn = this.#heardIn[member] as number
    return heardIn !== NEVER && heardIn < this.round
  }

  #choose(self: number): void {
    const { choose, n, random } = this.#options
    if (choose === undefined) chooseOthers(random, n, self, this.#called)
    else choose(self, this.#called)
  }
}

const NEVER = -1
