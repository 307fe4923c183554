import { deriveSeed, Rng } from '../base/rng.ts'
import { binomial } from './binomial.ts'
import { distinctHits } from './occupancy.ts'
import { type SpreadPlan, type StopRule, wholePlan, type WholePlan } from './plan.ts'
import { SpreadRecorder, type SpreadResult } from './result.ts'

/** Whether the count chain can run a plan: what matters to it must be exchangeable among those of one counter value. */
export function isCountable(plan: SpreadPlan): boolean {
  const { mode, fanout, stop, answerLimit } = wholePlan(plan)
  if (answerLimit !== Number.POSITIVE_INFINITY || stop.kind === 'median-counter') return false
  if (stop.kind === 'all-knowing') return true
  return mode === 'push' && (fanout === 1 || stop.kind.startsWith('blind'))
}

/**
 * Engine `counts`: on a complete graph nodes are exchangeable, so how many know it is a Markov chain, and a round costs
 * some binomial draws whatever the number of nodes. Equal in distribution to `contacts`, not alike run by run.
 * @throws RangeError if the plan is not countable
 */
export function spreadByCounts(plan: SpreadPlan): SpreadResult {
  if (!isCountable(plan)) throw new RangeError('the count chain cannot run this plan; the engine "contacts" can')
  return new CountChain(wholePlan(plan)).run()
}

const STREAM = 0x636f756e

class CountChain {
  readonly #plan: WholePlan
  readonly #record: SpreadRecorder
  readonly #random: () => number
  #informed: number
  /** How many speak, by the value of their counter. */
  #speaking: number[]

  constructor(plan: WholePlan) {
    const rng = new Rng(deriveSeed(plan.seed, STREAM))
    this.#plan = plan
    this.#random = () => rng.next()
    this.#informed = plan.informed
    this.#speaking = [plan.informed]
    this.#record = new SpreadRecorder(plan.nodes, plan.informed)
  }

  run(): SpreadResult {
    while (!this.#isOver()) this.#round()
    return this.#record.result()
  }

  #isOver(): boolean {
    const { stop, nodes, maxRounds } = this.#plan
    const isDone = stop.kind === 'all-knowing' ? this.#informed === nodes : this.#speaking.every((count) => count === 0)
    return isDone || this.#record.rounds >= maxRounds
  }

  #round(): void {
    const { mode, nodes } = this.#plan
    const pulled = mode === 'push' ? 0 : this.#pull()
    const unaware = nodes - this.#informed - pulled
    const pushed = mode === 'pull' ? 0 : this.#push(unaware)
    this.#informed += pulled + pushed
    this.#speaking[0] = (this.#speaking[0] ?? 0) + pulled + pushed
    this.#record.round(this.#informed)
  }

  /** Those that do not know ask; who asks several times may be answered several times. */
  #pull(): number {
    const { nodes, fanout, loss } = this.#plan
    const asking = nodes - this.#informed
    const chance = ((1 - loss) * this.#informed) / (nodes - 1)
    let answered = 0
    let unanswered = asking
    for (let call = 0; call < fanout; call++) {
      // Each of these calls is answered or not by itself, whatever became of the caller's others.
      const again = binomial(this.#random, answered, chance)
      const first = binomial(this.#random, unanswered, chance)
      this.#record.answers += again + first
      answered += first
      unanswered -= first
    }
    this.#record.pulls += asking * fanout
    return answered
  }

  /** @param unaware those that are still to be told: pushes to anybody else change nothing */
  #push(unaware: number): number {
    const { nodes, fanout, loss } = this.#plan
    const useful = ((1 - loss) * unaware) / (nodes - 1)
    const next: number[] = []
    let landed = 0
    this.#speaking.forEach((speakers, counter) => {
      this.#record.pushes += speakers * fanout
      const hits = binomial(this.#random, speakers * fanout, useful)
      landed += hits
      this.#age(next, { speakers, counter, hits, useless: 1 - loss - useful })
    })
    this.#speaking = next
    return distinctHits(this.#random, landed, unaware)
  }

  #age(next: number[], { speakers, counter, hits, useless }: Cohort): void {
    const { stop, loss } = this.#plan
    const isFeedback = stop.kind.startsWith('feedback')
    const told = isFeedback ? binomial(this.#random, speakers - hits, useless / (useless + loss)) : speakers
    const move = (count: number, to: number): void => {
      if (to < limitOf(stop)) next[to] = (next[to] ?? 0) + count
    }
    if (stop.kind === 'feedback-counter') {
      move(hits, 0)
      move(speakers - hits - told, counter)
    } else if (stop.kind !== 'blind-counter') {
      return move(speakers - binomial(this.#random, told, coinOf(stop)), counter)
    }
    move(told, counter + 1)
    for (let i = 0; i < next.length; i++) next[i] ??= 0
  }
}

/** Speakers with the same counter, and what became of their calls. */
interface Cohort {
  readonly speakers: number
  readonly counter: number
  /** Calls that reached somebody in need. */
  readonly hits: number
  /** The chance that a call reaches somebody who needs nothing. */
  readonly useless: number
}

function limitOf(stop: StopRule): number {
  return stop.kind.endsWith('counter') && 'k' in stop ? stop.k : Number.POSITIVE_INFINITY
}

function coinOf(stop: StopRule): number {
  return stop.kind.endsWith('coin') && 'k' in stop ? 1 / stop.k : 0
}
