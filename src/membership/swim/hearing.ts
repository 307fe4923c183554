import type { PeerId } from '../../core/env.ts'
import type { Message } from '../../core/message.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { aliveSelf, type SwimContext } from './context.ts'
import { NO_ROW, type Row } from './members.ts'
import type { Dead, Ping, Suspect } from './messages.ts'
import type { Suspicion } from './suspicion.ts'

/** Sends a message by itself to one member. */
export type TellOne = (to: PeerId, message: Message) => void

/**
 * A suspect's right to be heard. News goes to members by chance and a limited number of times: while most of a table is
 * gone or forged it may reach neither the suspect nor, when that refutes, those who suspect it. So whoever accuses a
 * member tells it so, whoever is about to pronounce it dead tells it before, and it answers them
 * (docs/decisions/0008).
 */
export class Hearing {
  readonly #context: SwimContext
  readonly #tellOne: TellOne
  #answeredTo: PeerId | undefined
  #answeredAt = Number.NEGATIVE_INFINITY

  constructor(context: SwimContext, tellOne: TellOne) {
    this.#context = context
    this.#tellOne = tellOne
  }

  /** Tells a member that we suspect it. */
  accuse(row: Row, suspect: Suspect): void {
    const { table, selfRow, options } = this.#context
    if (options.fairHearing && row !== selfRow) this.#tellOne(table.peer(row), suspect)
  }

  /** Until the suspect is called for the last time, which leaves it one probe time-out; then until the verdict, ms. */
  nextStepMs(suspicion: Suspicion): number {
    const { env, options } = this.#context
    const remainingMs = Math.max(0, suspicion.remainingMs(env.now()))
    const isCalled = suspicion.isCalled || !options.fairHearing || remainingMs <= options.probeTimeoutMs
    return isCalled ? remainingMs : remainingMs - options.probeTimeoutMs
  }

  /** Calls a suspect for the last time, if there is still time for an answer. @returns whether it was called */
  callLast(row: Row, suspicion: Suspicion): boolean {
    const { env, options } = this.#context
    const hasTime = suspicion.remainingMs(env.now()) > options.probeTimeoutMs / 2
    if (!options.fairHearing || suspicion.isCalled || !hasTime) return false
    suspicion.isCalled = true
    this.#tellBelief(row)
    return true
  }

  /** Somebody has told us that we are suspected or dead: what we say about it goes back the straight way. */
  answer(to: PeerId): void {
    const { env, options, leaving, table, selfRow } = this.#context
    if (!options.fairHearing || !options.refute || leaving || !table.isAlive(selfRow)) return
    if (to === this.#answeredTo && env.now() - this.#answeredAt < options.gossipIntervalMs / 10) return
    if (table.findPeer(to) === NO_ROW) return // answers are longer than what asks for them
    this.#answeredTo = to
    this.#answeredAt = env.now()
    this.#tellOne(to, aliveSelf(this.#context))
  }

  /** Whoever pings us is heard; the source that a ping names is believed only if it is that member's own address. */
  onPing(from: PeerId, { sourceNode, source }: Ping): void {
    const { table } = this.#context
    if (table.alive === table.size) return // the common case, and cheap to see
    const row = sourceNode === undefined ? NO_ROW : table.find(sourceNode)
    if (row !== NO_ROW && table.peer(row) === (source ?? from)) this.onHeard(row)
  }

  /** Somebody whom we may hold for suspect or dead speaks, which the dead do not: we tell it what we believe. */
  onHeard(row: Row): void {
    if (this.#context.options.fairHearing) this.#tellBelief(row)
  }

  /** Reads what the next ping needs: see {@link Layer.touch}. */
  touch(): number {
    return this.#answeredTo === undefined ? 0 : 1
  }

  /** Tells a member that we hold it for suspect or dead, if we do. */
  #tellBelief(row: Row): void {
    const { table, node: from } = this.#context
    const [node, incarnation, state] = [table.node(row), table.incarnation(row), table.state(row)]
    if (state !== 'suspect' && state !== 'dead') return
    const belief: Suspect | Dead = { tag: SWIM_TAGS[state], incarnation, node, from }
    this.#tellOne(table.peer(row), belief)
  }
}
