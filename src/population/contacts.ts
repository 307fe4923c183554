import { below, deriveSeed, Rng, unit } from '../base/rng.ts'
import { Crowd, type Interest } from './crowd.ts'
import { interestOf } from './interest.ts'
import { PartnerDraws } from './partner-draws.ts'
import { type SpreadPlan, wholePlan, type WholePlan } from './plan.ts'
import { SpreadRecorder, type SpreadResult } from './result.ts'

/**
 * Engine `contacts`: every call is made. It knows every rule, and is what the others are measured against. A contact is
 * judged by what both sides knew at the start of the round.
 * @throws RangeError for more nodes than it has room for
 */
export function spreadByContacts(plan: SpreadPlan): SpreadResult {
  const whole = wholePlan(plan)
  if (whole.nodes > MOST_NODES) throw new RangeError(`"contacts" runs up to ${MOST_NODES} nodes: ${whole.nodes}`)
  return new ContactRun(whole).run()
}

/** What partners can be drawn for. */
const MOST_NODES = 0x200000
const STREAM = 0x636f6e74
/** In place of a partner: the call failed. */
const LOST = -1

class ContactRun {
  readonly #plan: WholePlan
  readonly #crowd: Crowd
  readonly #interest: Interest
  readonly #record: SpreadRecorder
  readonly #random: () => number
  readonly #pushes: boolean
  readonly #pulls: boolean
  readonly #isAllKnowing: boolean
  readonly #draws: PartnerDraws
  /** The calls of one round. */
  readonly #callers: Int32Array
  readonly #partners: Int32Array
  #calls = 0

  constructor(plan: WholePlan) {
    const rng = new Rng(deriveSeed(plan.seed, STREAM))
    this.#plan = plan
    this.#random = () => rng.next()
    this.#crowd = new Crowd(plan.nodes)
    this.#interest = interestOf(plan.stop, plan.nodes, this.#random)
    this.#record = new SpreadRecorder(plan.nodes, plan.informed)
    this.#pushes = plan.mode !== 'pull'
    this.#pulls = plan.mode !== 'push'
    this.#isAllKnowing = plan.stop.kind === 'all-knowing'
    this.#draws = new PartnerDraws(Int32Array.from({ length: 4 }, this.#random), plan.nodes)
    this.#callers = new Int32Array(plan.nodes * plan.fanout)
    this.#partners = new Int32Array(plan.nodes * plan.fanout)
  }

  run(): SpreadResult {
    for (let node = 0; node < this.#plan.informed; node++) this.#crowd.tell(node, 0)
    this.#crowd.endRound(this.#interest)
    while (!this.#isOver()) this.#round(this.#record.rounds + 1)
    return this.#record.result()
  }

  #isOver(): boolean {
    const { stop, nodes, maxRounds } = this.#plan
    if (this.#crowd.speakers === 0 || this.#record.rounds >= maxRounds) return true
    if (stop.kind === 'median-counter' && this.#record.rounds >= stop.cutOff) return true
    return this.#isAllKnowing && this.#crowd.informed === nodes
  }

  #round(round: number): void {
    this.#draw(round)
    if (this.#plan.answerLimit === 1) this.#turnAway()
    for (let i = 0; i < this.#calls; i++) this.#call(this.#callers[i] as number, this.#partners[i] as number, round)
    this.#crowd.endRound(this.#interest)
    this.#record.round(this.#crowd.informed)
  }

  /** Who only pushes calls if it speaks. Who pulls does not know whether there is news, so everybody calls. */
  #draw(round: number): void {
    const { fanout, loss } = this.#plan
    const crowd = this.#crowd
    this.#calls = 0
    const everybody = this.#pulls
    const count = everybody ? crowd.nodes : crowd.speakers
    for (let i = 0; i < count; i++) {
      const caller = everybody ? i : (crowd.speakerAt[i] as number)
      if (!this.#hasReason(caller, round)) continue
      for (let call = 0; call < fanout; call++) this.#callers[this.#calls++] = caller
    }
    this.#draws.draw(this.#callers, this.#partners, this.#calls)
    if (loss > 0) this.#lose()
  }

  /** With the all-knowing end, those that know do not ask either. */
  #hasReason(caller: number, round: number): boolean {
    return this.#pushes || !this.#isAllKnowing || !this.#crowd.knew(caller, round)
  }

  #lose(): void {
    const { loss } = this.#plan
    for (let i = 0; i < this.#calls; i++) if (unit(this.#random) < loss) this.#partners[i] = LOST
  }

  /** Of the calls that reach a node in one round, it takes one at random. */
  #turnAway(): void {
    const came = new Int32Array(this.#plan.nodes)
    const taken = new Int32Array(this.#plan.nodes)
    for (let call = 0; call < this.#calls; call++) {
      const partner = this.#partners[call] as number
      if (partner === LOST) continue
      const earlier = came[partner] as number
      came[partner] = earlier + 1
      const isTaken = earlier === 0 || below(this.#random, earlier + 1) === 0
      if (isTaken && earlier > 0) this.#partners[taken[partner] as number] = LOST
      if (isTaken) taken[partner] = call
      else this.#partners[call] = LOST
    }
  }

  #call(caller: number, partner: number, round: number): void {
    if (this.#pushes && this.#crowd.speaks(caller)) {
      this.#record.pushes++
      if (partner !== LOST) this.#hand(caller, partner, round)
    }
    if (!this.#pulls || (this.#isAllKnowing && this.#crowd.knew(caller, round))) return
    this.#record.pulls++
    if (partner === LOST || !this.#crowd.speaks(partner)) return
    this.#record.answers++
    this.#hand(partner, caller, round)
  }

  #hand(from: number, to: number, round: number): void {
    const isNeeded = !this.#crowd.knew(to, round)
    this.#interest.sent(from, to, isNeeded)
    if (isNeeded) this.#crowd.tell(to, round)
  }
}
