import type { Message } from '../../core/message.ts'
import type { Lane } from '../../core/ports.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { adjustHealth, aliveSelf, type SwimContext, TIMER, tell } from './context.ts'
import { expectedConfirmations, suspicionTimeoutMs } from './formulas.ts'
import type { Hearing } from './hearing.ts'
import { NO_ROW, type Row } from './members.ts'
import type { Alive, Dead, MemberRecord, Suspect } from './messages.ts'
import { Suspicion } from './suspicion.ts'
import { areImpossible } from './versions.ts'

/** Where news goes; of one name only the newest stays queued. */
export interface NewsSink {
  broadcast(message: Message, lane: Lane, name?: string, onSent?: () => void): void
}

/**
 * What a member table believes (SWIM section 4.2, in memberlist's form): alive i beats everything of a lower
 * incarnation; suspect i beats alive up to i; dead i beats alive and suspect up to i. Only the member itself raises its
 * incarnation, which is how it refutes.
 */
export class Rules {
  readonly #context: SwimContext
  readonly #gossip: NewsSink
  readonly #hearing: Hearing
  readonly #onSuspicion: (row: Row) => void
  readonly #onWitness: (row: Row) => void

  /**
   * @param onSuspicion told when a suspicion starts or is confirmed by somebody else
   * @param onWitness told when the suspect's host has refused somebody else
   */
  constructor(
    context: SwimContext,
    gossip: NewsSink,
    hearing: Hearing,
    onSuspicion: (row: Row) => void,
    onWitness: (row: Row) => void = () => {},
  ) {
    this.#context = context
    this.#gossip = gossip
    this.#hearing = hearing
    this.#onSuspicion = onSuspicion
    this.#onWitness = onWitness
  }

  /** Announces this node: at its start, and when its application data has changed; not once it leaves. */
  announceSelf(meta: Uint8Array): void {
    const { table, env, node, versions, random, selfRow, leaving } = this.#context
    if (leaving) return // it would take the leave back
    const row = selfRow === NO_ROW ? table.add(node, env.self, random) : selfRow
    const isUpdate = selfRow !== NO_ROW && !sameBytes(table.meta(row), meta)
    this.#context.selfRow = row
    table.setIncarnation(row, table.incarnation(row) + 1)
    table.setMeta(row, meta)
    table.setVersions(row, versions)
    if (!table.isAlive(row)) table.setState(row, 'alive', env.now())
    this.#broadcastSelf()
    if (isUpdate) tell(this.#context, { type: 'member-updated', member: table.view(row) })
  }

  /** Whether it is certain that a record says nothing new: most of a push/pull in peace. */
  isOldNews({ node, peer, incarnation, state }: MemberRecord): boolean {
    const { table, selfRow } = this.#context
    const row = table.find(node)
    if (state !== 'alive' || row === NO_ROW || row === selfRow) return false
    return incarnation <= table.incarnation(row) && table.peer(row) === peer
  }

  onAlive(alive: Alive): void {
    const { table, node } = this.#context
    const isSelf = alive.node === node
    if (isSelf && this.#context.leaving) return
    if (areImpossible(alive.versions)) return
    const known = table.find(alive.node)
    if (known === NO_ROW) {
      if (alive.incarnation > 0) this.#accept(table.add(alive.node, alive.peer, this.#context.random), alive)
      return
    }
    const moved = table.peer(known) !== alive.peer
    if (moved && !this.#mayMove(known)) {
      tell(this.#context, { type: 'name-conflict', member: table.view(known), claimant: alive.peer })
      return
    }
    if (isSelf) this.#onAliveSelf(alive)
    else if (alive.incarnation > table.incarnation(known) || moved) this.#accept(known, alive)
  }

  /** This node itself suspects a member: it is told so. */
  accuse(suspect: Suspect): void {
    const { table } = this.#context
    const row = table.find(suspect.node)
    if (table.isLiveUpTo(row, suspect.incarnation)) this.#hearing.accuse(row, suspect)
    this.onSuspect(suspect, row)
  }

  /** @param row of the suspect */
  onSuspect(suspect: Suspect, row: Row = this.#context.table.find(suspect.node)): void {
    const { table, env, selfRow } = this.#context
    if (!table.isLiveUpTo(row, suspect.incarnation)) return
    const isKnown = !table.isAlive(row) && suspect.incarnation === table.incarnation(row)
    if (isKnown) return this.#onMoreSuspicion(row, suspect)
    if (row === selfRow) return this.#refute(suspect.incarnation)
    this.#endSuspicion(row) // if there is one, its incarnation is lower: the suspect has refuted it meanwhile
    this.#gossip.broadcast(suspect, 0, suspect.node)
    table.setIncarnation(row, suspect.incarnation)
    table.setState(row, 'suspect', env.now())
    this.#context.counters.suspicions++
    this.#startSuspicion(row, suspect)
    tell(this.#context, { type: 'member-suspected', member: table.view(row), from: suspect.from })
  }

  /** @param row of whom it says so */
  onDead(dead: Dead, row: Row = this.#context.table.find(dead.node)): void {
    const { table, env, selfRow, leaving } = this.#context
    if (!table.isLiveUpTo(row, dead.incarnation)) return
    this.#endSuspicion(row)
    if (row === selfRow && !leaving) return this.#refute(dead.incarnation)
    this.#gossip.broadcast(dead, 0, dead.node)
    table.setIncarnation(row, dead.incarnation)
    table.setState(row, dead.from === dead.node ? 'left' : 'dead', env.now())
    tell(this.#context, { type: 'member-gone', member: table.view(row) })
  }

  /** This node goes, by its own word. @param onSent called when the news has been sent as often as it will be */
  leave(onSent: () => void): void {
    const { table, env, node, selfRow } = this.#context
    this.#context.leaving = true
    if (!table.isLive(selfRow)) return
    const incarnation = table.incarnation(selfRow)
    this.#gossip.broadcast({ tag: SWIM_TAGS.dead, incarnation, node, from: node } as Dead, 0, node, onSent)
    table.setState(selfRow, 'left', env.now())
  }

  /** The suspicion of a row has run out, or will as soon as the suspect could answer. */
  onSuspicionTimer(row: Row): void {
    const { table, node } = this.#context
    const suspicion = table.suspicion(row)
    if (suspicion === undefined || table.state(row) !== 'suspect') return
    if (this.#hearing.callLast(row, suspicion)) {
      this.#arm(row, suspicion)
      return
    }
    const verdict: Dead = {
      tag: SWIM_TAGS.dead,
      incarnation: table.incarnation(row),
      node: table.node(row),
      from: node,
    }
    this.onDead(verdict)
  }

  /** Another address may take a name over once its holder left, or has been dead long enough. */
  #mayMove(row: Row): boolean {
    const { table, env, options } = this.#context
    if (table.state(row) === 'left') return true
    const reclaim = options.deadNodeReclaimMs
    return table.state(row) === 'dead' && reclaim > 0 && env.now() - table.changedAt(row) > reclaim
  }

  #accept(row: Row, alive: Alive): void {
    const { table, env } = this.#context
    const before = table.state(row)
    this.#context.planes.trustStream(alive.peer)
    const sameMeta = sameBytes(table.meta(row), alive.meta)
    this.#endSuspicion(row)
    table.setIncarnation(row, alive.incarnation)
    table.setMeta(row, alive.meta)
    table.setPeer(row, alive.peer)
    if (alive.versions.length >= 6) table.setVersions(row, alive.versions)
    if (before !== 'alive') table.setState(row, 'alive', env.now())
    this.#gossip.broadcast(alive, 0, alive.node)
    if (before === 'dead' || before === 'left') tell(this.#context, { type: 'member-joined', member: table.view(row) })
    else {
      if (before === 'suspect') tell(this.#context, { type: 'member-refuted', member: table.view(row) })
      if (!sameMeta) tell(this.#context, { type: 'member-updated', member: table.view(row) })
    }
  }

  #onAliveSelf(alive: Alive): void {
    const { table, selfRow } = this.#context
    const own = table.incarnation(selfRow)
    if (alive.incarnation < own) return
    const same = sameBytes(alive.meta, table.meta(selfRow)) && sameNumbers(alive.versions, table.versions(selfRow))
    if (alive.incarnation === own && same) return
    this.#refute(alive.incarnation)
  }

  #refute(accused: number): void {
    const { table, options, selfRow, counters } = this.#context
    if (!options.refute) return
    table.setIncarnation(selfRow, Math.max(table.incarnation(selfRow), accused) + 1)
    counters.refutations++
    adjustHealth(this.#context, 1)
    this.#broadcastSelf()
    tell(this.#context, { type: 'self-refuted', incarnation: table.incarnation(selfRow) })
  }

  #broadcastSelf(): void {
    this.#gossip.broadcast(aliveSelf(this.#context), 0, this.#context.node)
  }

  #startSuspicion(row: Row, suspect: Suspect): void {
    const { table, env, options } = this.#context
    const least = suspicionTimeoutMs(options.suspicionMult, table.size, options.probeIntervalMs)
    const k = options.dynamicSuspicion ? expectedConfirmations(options.suspicionMult, table.size) : 0
    const suspicion = new Suspicion(suspect.from, env.now(), k, least, least * options.suspicionMaxTimeoutMult)
    this.#arm(row, suspicion)
    table.setSuspicion(row, suspicion)
    this.#addWitness(row, suspicion, suspect)
    this.#onSuspicion(row)
  }

  /** @returns whether it is a witness that we did not know of */
  #addWitness(row: Row, suspicion: Suspicion, { from, refused = false }: Suspect): boolean {
    const { table, env, options, node } = this.#context
    if (!refused || !options.refusalEvidence || !suspicion.addWitness(from)) return false
    if (from !== node) this.#onWitness(row)
    if (suspicion.isWitnessed(node, table.live - 2)) {
      const dueMs = options.probeTimeoutMs * LAST_LOOK - suspicion.elapsedMs(env.now())
      env.clearTimer(suspicion.lookTimer)
      suspicion.lookTimer = env.setTimer(Math.max(0, dueMs), TIMER.lastLook, row)
    }
    return true
  }

  /** The suspect's host refuses us and others, and did so again just now: it keeps one probe time-out in all. */
  prove(row: Row): void {
    const { table, options } = this.#context
    const suspicion = table.suspicion(row)
    if (suspicion === undefined) return
    suspicion.prove(options.probeTimeoutMs)
    this.#arm(row, suspicion)
  }

  /** Somebody else suspects it too, or the same once more. */
  #onMoreSuspicion(row: Row, suspect: Suspect): void {
    const { table } = this.#context
    const running = table.isSettled(row) ? undefined : table.suspicion(row)
    if (running === undefined) return
    const isWitness = this.#addWitness(row, running, suspect)
    if (running.confirm(suspect.from)) this.#onConfirmed(row, running, suspect)
    else if (isWitness) this.#gossip.broadcast(suspect, 0, suspect.node)
    if (running.isSettled) table.settle(row)
  }

  #onConfirmed(row: Row, suspicion: Suspicion, suspect: Suspect): void {
    this.#gossip.broadcast(suspect, 0, suspect.node)
    this.#arm(row, suspicion)
    this.#onSuspicion(row)
  }

  /** Sets the timer for what comes next: the last call to the suspect, or the verdict. */
  #arm(row: Row, suspicion: Suspicion): void {
    const { env } = this.#context
    env.clearTimer(suspicion.timer)
    suspicion.timer = env.setTimer(this.#hearing.nextStepMs(suspicion), TIMER.suspicion, row)
  }

  #endSuspicion(row: Row): void {
    const { table, env } = this.#context
    const suspicion = table.suspicion(row)
    if (suspicion === undefined) return
    env.clearTimer(suspicion.timer)
    env.clearTimer(suspicion.lookTimer) // a later suspicion of the same row has evidence of its own to find
    table.setSuspicion(row, undefined)
  }
}

/** When everybody who was refused looks again, as a share of the time that a suspect has who is proven to be gone. */
const LAST_LOOK = 0.8

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

function sameNumbers(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i])
}
