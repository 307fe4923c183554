import type { UndeliverableEvent } from '../../core/event.ts'
import { unit } from '../../base/rng.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { SwimContext } from './context.ts'
import type { Row } from './members.ts'
import type { StreamAck, StreamPing, Suspect } from './messages.ts'
import { STREAM_PING_VERSION } from './versions.ts'

/** A stream ping that looks whether the suspect's host refuses us too. */
interface Look {
  readonly row: Row
  readonly node: string
  readonly incarnation: number
  readonly isLast: boolean
}

/** What the looks lead to. */
export interface EvidenceListener {
  /** We were refused too. */
  accuse(suspect: Suspect): void
  /** Refused once more, after the time to refute is nearly over. */
  prove(row: Row): void
}

/** How many members look for themselves, on average: the verdict takes one besides the first. */
const WITNESSES = 3
/** Looks that may be under way at once. */
const MAX_LOOKS = 64

/**
 * Evidence that a process is gone: its host answers that nobody listens. One member's word is not enough, nor is one
 * look: others look for themselves, and everybody looks again before the verdict (docs/decisions/0005).
 */
export class Evidence {
  readonly #context: SwimContext
  readonly #nextSequence: () => number
  readonly #listener: EvidenceListener
  readonly #looks = new Map<number, Look>()

  constructor(context: SwimContext, nextSequence: () => number, listener: EvidenceListener) {
    this.#context = context
    this.#nextSequence = nextSequence
    this.#listener = listener
  }

  /** Somebody else was refused: a few of those who hear of it look for themselves, at once. */
  onWitness(row: Row): void {
    const { table, random } = this.#context
    const others = Math.max(1, table.live - 2) // neither we nor the suspect
    if (unit(random) < WITNESSES / others) this.look(row, false)
  }

  look(row: Row, isLast: boolean): void {
    const { env, table, node } = this.#context
    if (table.greatestVersion(row) < STREAM_PING_VERSION || this.#looks.size >= MAX_LOOKS) return
    const sequence = this.#nextSequence()
    const name = table.node(row)
    this.#looks.set(sequence, { row, node: name, incarnation: table.incarnation(row), isLast })
    const ping: StreamPing = {
      tag: SWIM_TAGS.streamPing,
      sequence,
      node: name,
      source: env.self,
      sourceNode: node,
    }
    env.send(table.peer(row), ping, 'stream')
  }

  /** It lives: no evidence, and the suspicion goes its ordinary way. */
  onStreamAck({ sequence }: StreamAck): void {
    this.#looks.delete(sequence)
  }

  onUndeliverable({ message, refused }: UndeliverableEvent): void {
    const { tag, sequence } = message as StreamPing
    const look = tag === SWIM_TAGS.streamPing ? this.#looks.get(sequence) : undefined
    if (look === undefined) return
    this.#looks.delete(sequence)
    if (refused) this.#onRefused(look)
  }

  #onRefused({ row, node, incarnation, isLast }: Look): void {
    const { table, node: self } = this.#context
    const isTheSame = table.find(node) === row && table.incarnation(row) === incarnation
    if (!isTheSame || table.suspicion(row) === undefined) return // it refuted, or is a new life
    if (isLast) this.#listener.prove(row)
    else this.#listener.accuse({ tag: SWIM_TAGS.suspect, incarnation, node, from: self, refused: true })
  }
}
