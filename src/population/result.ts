/** What was sent, in one run. */
export interface SpreadMessages {
  /** The news, sent by its caller, needed or not, lost or not. */
  readonly pushes: number
  /** Calls that ask for news, answered or not. */
  readonly pulls: number
  /** The news, sent to a caller that asked. With the all-knowing end, only those that lack it ask. */
  readonly answers: number
}

/** How the news spread. */
export interface SpreadResult {
  /** Rounds until everybody knew, or until nobody spoke any more. */
  readonly rounds: number
  /** How many knew after each round; the first entry is the start. */
  readonly informedByRound: readonly number[]
  readonly messages: SpreadMessages
  /** The share that knows at the end. */
  readonly coverage: number
  /** The share that never hears it: 1 - coverage, without cancellation. */
  readonly residue: number
  /** Mean round in which those heard it who did not know at the start; 0 if nobody did. */
  readonly tAve: number
  /** The last round in which anybody heard it. */
  readonly tLast: number
}

/** Collects a result round by round. */
export class SpreadRecorder {
  pushes = 0
  pulls = 0
  answers = 0
  readonly #nodes: number
  readonly #informedByRound: number[]

  constructor(nodes: number, informed: number) {
    this.#nodes = nodes
    this.#informedByRound = [informed]
  }

  /** Ends a round. */
  round(informed: number): void {
    this.#informedByRound.push(informed)
  }

  /** How many rounds have ended. */
  get rounds(): number {
    return this.#informedByRound.length - 1
  }

  /** The result so far. */
  result(): SpreadResult {
    const curve = this.#informedByRound
    const informed = curve.at(-1) as number
    return {
      rounds: this.rounds,
      informedByRound: curve,
      messages: { pushes: this.pushes, pulls: this.pulls, answers: this.answers },
      coverage: informed / this.#nodes,
      residue: (this.#nodes - informed) / this.#nodes,
      ...receiptTimes(curve),
    }
  }
}

function receiptTimes(curve: readonly number[]): { tAve: number; tLast: number } {
  let heard = 0
  let weighted = 0
  let tLast = 0
  for (let round = 1; round < curve.length; round++) {
    const fresh = (curve[round] as number) - (curve[round - 1] as number)
    heard += fresh
    weighted += fresh * round
    if (fresh > 0) tLast = round
  }
  return { tAve: heard === 0 ? 0 : weighted / heard, tLast }
}
