import type { Message } from '../../src/core/message.ts'
import type { MembershipEvent, MemberView } from '../../src/core/ports.ts'
import { SWIM_TAGS } from '../../src/core/tags.ts'
import { encodeUtf8, decodeUtf8 } from '../../src/base/utf8.ts'
import { Awareness } from '../../src/membership/swim/awareness.ts'
import { BroadcastQueue } from '../../src/membership/swim/broadcast-queue.ts'
import {
  dynamicSuspicionMs,
  pushPullIntervalMs,
  retransmitLimit,
  suspicionTimeoutMs,
} from '../../src/membership/swim/formulas.ts'
import type { Alive, Dead, MemberRecord, Suspect } from '../../src/membership/swim/messages.ts'
import { MEMBER_STATES } from '../../src/membership/swim/messages.ts'
import { BARE_VERSIONS, findIncompatible } from '../../src/membership/swim/versions.ts'
import { SwimMachine } from '../support/swim-machine.ts'
import { readVectors } from './read-vectors.ts'

/** What a set of vectors came to. */
export interface VectorOutcome {
  readonly checked: number
  /** One line per deviation; empty when all agree. */
  readonly failures: string[]
}

/** memberlist's formulas: retransmit limit, suspicion times, push/pull scale, health. */
export function checkFormulas(): VectorOutcome {
  const vectors = readVectors<FormulaVectors>('memberlist/formulas.json')
  const tally = new Tally()
  for (const v of vectors.retransmitLimit) tally.equal(`retransmitLimit(${v.mult}, ${v.n})`, retransmitLimit(v.mult, v.n), v.limit)
  for (const v of vectors.suspicionTimeout) {
    tally.equal(`suspicionTimeout(${v.mult}, ${v.n})`, suspicionTimeoutMs(v.mult, v.n, v.intervalMs), v.timeoutMs)
  }
  for (const v of vectors.pushPullScale) tally.equal(`pushPull(${v.n})`, pushPullIntervalMs(v.intervalMs, v.n), v.scaledMs)
  for (const v of vectors.remainingSuspicionTime) {
    const remaining = dynamicSuspicionMs(v.confirmations, v.k, v.minMs, v.maxMs) - v.elapsedMs
    tally.equal(`remaining(${v.confirmations} of ${v.k}, ${v.elapsedMs})`, remaining, v.remainingMs)
  }
  const awareness = new Awareness(8)
  for (const [i, v] of vectors['awareness(max=8)'].entries()) {
    awareness.apply(v.delta)
    tally.equal(`awareness step ${i}`, awareness.score, v.score)
    tally.equal(`scaled interval step ${i}`, awareness.scale(1000), v.scaledProbeIntervalMs)
  }
  return tally.outcome
}

/** The transmit-limited queue's order, limits and pruning. */
export function checkQueue(): VectorOutcome {
  const tally = new Tally()
  for (const vector of readVectors<QueueVector[]>('memberlist/queue.json')) {
    const queue = new BroadcastQueue()
    const finished: string[] = []
    const limit = retransmitLimit(vector.retransmitMult, vector.numNodes)
    for (const [i, step] of vector.steps.entries()) {
      const where = `${vector.name} step ${i} (${step.op})`
      if (step.op === 'get') {
        const taken: Message[] = []
        queue.take(step.limit ?? 0, step.overhead ?? 0, limit, taken, 255)
        tally.equal(where, taken.map((message) => (message as Labelled).id).join(), (step.returns ?? []).join())
      } else if (step.op === 'prune') queue.prune(step.keep ?? 0)
      else {
        const message: Labelled = { tag: SWIM_TAGS.userData, id: step.id ?? '' }
        queue.add(message, step.len ?? 0, step.name, () => finished.push(message.id))
      }
      tally.equal(`${where} queued`, queue.size, step.queued)
      tally.equal(`${where} finished`, finished.splice(0).sort().join(), [...step.finished].sort().join())
    }
  }
  return tally.outcome
}

/** The state machine: member table, broadcasts, events and health after each message. */
export function checkStateTransitions(): VectorOutcome {
  const tally = new Tally()
  for (const vector of readVectors<StateVector[]>('memberlist/state-transitions.json')) {
    const machine = new VectorMachine(vector.name === 'conflict-reclaim' ? 30_000 : 0)
    for (const step of vector.steps) {
      if (step.step.includes('31 s after death')) machine.advance(31_000)
      machine.apply(step)
      const where = `${vector.name}: ${step.step}`
      tally.equal(`${where}: table`, machine.rows(), canonical(step.after))
      tally.equal(`${where}: broadcasts`, machine.takeNews(), step.broadcasts.map(canonical).sort().join())
      tally.equal(`${where}: events`, machine.takeEvents(), [...step.events].sort().join())
      tally.equal(`${where}: health`, machine.health, step.healthScore)
    }
  }
  return tally.outcome
}

/** Which member tables may merge. */
export function checkVersionRules(): VectorOutcome {
  const tally = new Tally()
  const self = { node: 'self', state: 'alive', versions: BARE_VERSIONS } as const
  const remote: Readonly<Record<string, readonly number[]>> = {
    'same versions': [1, 5, 2, 0, 0, 0],
    'remote cannot speak ours (pMax 1)': [1, 1, 1, 0, 0, 0],
    'remote current above its max': [1, 5, 6, 0, 0, 0],
    'delegate version mismatch (remote serf 2..5/5, local 0/0/0)': [1, 5, 2, 2, 5, 5],
    'no Vsn at all': [],
    'dead node with odd versions still checked for its current version': [1, 5, 9, 0, 0, 0],
  }
  for (const vector of readVectors<{ case: string; ok: boolean }[]>('memberlist/verify-protocol.json')) {
    const versions = remote[vector.case]
    const state = vector.case.startsWith('dead') ? 'dead' : 'alive'
    const verdict = versions && findIncompatible([self], [{ node: 'r', state, versions }])
    tally.equal(vector.case, versions === undefined ? 'unknown case' : verdict === undefined, vector.ok)
  }
  return tally.outcome
}

class Tally {
  readonly #failures: string[] = []
  #checked = 0

  equal(what: string, actual: unknown, expected: unknown): void {
    this.#checked++
    if (actual !== expected) this.#failures.push(`${what}: ${String(actual)} instead of ${String(expected)}`)
  }

  get outcome(): VectorOutcome {
    return { checked: this.#checked, failures: this.#failures }
  }
}

/** The rules of one node, in the words of the vectors. */
class VectorMachine extends SwimMachine {
  apply(step: StateStep): void {
    if (step.input === 'merge') {
      this.merge((step.msg as VectorMessage[]).map((message) => this.#record(message)))
      return
    }
    const message = step.msg as VectorMessage
    const { Incarnation: incarnation, Node: node = '', From: from = '' } = message
    if (step.input === 'alive') {
      const { peer, meta, versions } = this.#record(message)
      this.rules.onAlive({ tag: SWIM_TAGS.alive, incarnation, node, peer, meta, versions })
    } else if (step.input === 'suspect') this.rules.onSuspect({ tag: SWIM_TAGS.suspect, incarnation, node, from })
    else this.rules.onDead({ tag: SWIM_TAGS.dead, incarnation, node, from })
  }

  rows(): string {
    const rows: Record<string, unknown> = {}
    const { table } = this.context
    for (const row of table.rows()) {
      const view = table.view(row)
      rows[view.node] = {
        addr: this.book.describe(view.peer),
        inc: view.incarnation,
        meta: decodeUtf8(view.meta),
        state: view.state,
        timer: table.suspicion(row) !== undefined,
        vsn: view.versions,
      }
    }
    return canonical(rows)
  }

  takeNews(): string {
    return this.news
      .splice(0)
      .map((message) => canonical(describeNews(message as Alive | Suspect | Dead)))
      .sort()
      .join()
  }

  takeEvents(): string {
    return this.env
      .takeEvents()
      .map((event) => describeEvent(event as MembershipEvent))
      .filter((text) => text !== '')
      .sort()
      .join()
  }

  #record(message: VectorMessage): MemberRecord {
    return {
      node: message.Name ?? message.Node ?? '',
      peer: this.peer(message.Addr ?? '', message.Port ?? 0),
      meta: encodeUtf8(message.Meta ?? ''),
      incarnation: message.Incarnation,
      state: MEMBER_STATES[message.State ?? 0] ?? 'alive',
      versions: message.Vsn ?? [],
    }
  }
}

function describeNews(message: Alive | Suspect | Dead): Record<string, unknown> {
  const { incarnation: inc, node } = message
  if (message.tag === SWIM_TAGS.alive) {
    return { inc, meta: decodeUtf8(message.meta), node, type: 'alive', vsn: message.versions }
  }
  return { from: message.from, inc, node, type: message.tag === SWIM_TAGS.dead ? 'dead' : 'suspect' }
}

/** memberlist's delegate knows these four facts; hearsay tells more. */
function describeEvent(event: MembershipEvent): string {
  const names: Readonly<Record<string, string>> = {
    'member-joined': 'join',
    'member-gone': 'leave',
    'member-updated': 'update',
    'name-conflict': 'conflict',
  }
  const name = names[event.type]
  return name === undefined ? '' : `${name}:${(event as { readonly member: MemberView }).member.node}`
}

/** JSON with sorted keys, so that equal things compare equal. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}

interface Labelled extends Message {
  readonly id: string
}

interface FormulaVectors {
  readonly retransmitLimit: readonly { mult: number; n: number; limit: number }[]
  readonly suspicionTimeout: readonly { mult: number; n: number; intervalMs: number; timeoutMs: number }[]
  readonly pushPullScale: readonly { n: number; intervalMs: number; scaledMs: number }[]
  readonly remainingSuspicionTime: readonly {
    confirmations: number
    k: number
    minMs: number
    maxMs: number
    elapsedMs: number
    remainingMs: number
  }[]
  readonly 'awareness(max=8)': readonly { delta: number; score: number; scaledProbeIntervalMs: number }[]
}

interface QueueVector {
  readonly name: string
  readonly numNodes: number
  readonly retransmitMult: number
  readonly steps: readonly {
    readonly op: 'unique' | 'named' | 'get' | 'prune'
    readonly id?: string
    readonly len?: number
    readonly name?: string
    readonly limit?: number
    readonly overhead?: number
    readonly keep?: number
    readonly returns?: readonly string[]
    readonly finished: readonly string[]
    readonly queued: number
  }[]
}

interface VectorMessage {
  readonly Incarnation: number
  readonly Node?: string
  readonly Name?: string
  readonly From?: string
  readonly Addr?: string
  readonly Port?: number
  readonly Meta?: string
  readonly State?: number
  readonly Vsn?: readonly number[]
}

interface StateStep {
  readonly step: string
  readonly input: 'alive' | 'suspect' | 'dead' | 'merge'
  readonly msg: VectorMessage | VectorMessage[]
  readonly after: Readonly<Record<string, unknown>>
  readonly broadcasts: readonly unknown[]
  readonly events: readonly string[]
  readonly healthScore: number
}

interface StateVector {
  readonly name: string
  readonly steps: readonly StateStep[]
}
