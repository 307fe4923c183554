import { SWIM_TAGS } from '../../src/core/tags.ts'
import { BARE_VERSIONS } from '../../src/membership/swim/versions.ts'
import { SwimMachine } from '../support/swim-machine.ts'

/** What a member can be believed to be; `left` is a death that the member announced itself. */
export const KINDS = ['alive', 'suspect', 'dead', 'left'] as const

/** What is believed of one member, and equally a message that says so. */
export interface Belief {
  readonly kind: (typeof KINDS)[number]
  readonly incarnation: number
}

const INCARNATIONS = [0, 1, 2, 3]
/** Times that a message comes again: transmit limits and push/pull see to it. */
const ROUNDS = 8

/** Every belief of incarnations 0 to 3. */
export const BELIEFS: readonly Belief[] = KINDS.flatMap((kind) =>
  INCARNATIONS.map((incarnation) => ({ kind, incarnation })),
)

/** What everybody begins with. */
export const START: Belief = { kind: 'alive', incarnation: 0 }

/** SWIM section 4.2, with memberlist's one addition: a greater incarnation brings back the dead. */
export function overrides(message: Belief, stored: Belief): boolean {
  const { kind, incarnation } = message
  if (kind === 'alive') return incarnation > stored.incarnation
  return !isGone(stored) && incarnation >= stored.incarnation
}

/** A node that believes `stored` of member "a". */
export function machineWith(stored: Belief): SwimMachine {
  const machine = new SwimMachine()
  const { table, random, env } = machine.context
  const row = table.add('a', machine.peer('127.0.0.2', 7946), random)
  table.setIncarnation(row, stored.incarnation)
  table.setState(row, 'alive', env.now())
  if (stored.kind !== 'alive') hear(machine, stored)
  return machine
}

/** The node hears a message about member "a". */
export function hear(machine: SwimMachine, { kind, incarnation }: Belief): void {
  const { rules } = machine
  const about = { node: 'a', incarnation }
  if (kind === 'alive') {
    const at = machine.peer('127.0.0.2', 7946)
    rules.onAlive({ ...about, tag: SWIM_TAGS.alive, peer: at, meta: NO_META, versions: BARE_VERSIONS })
  } else if (kind === 'suspect') rules.onSuspect({ ...about, tag: SWIM_TAGS.suspect, from: 'x' })
  else rules.onDead({ ...about, tag: SWIM_TAGS.dead, from: kind === 'left' ? 'a' : 'x' })
}

/** What the node believes of member "a". */
export function beliefOf(machine: SwimMachine): Belief {
  const { table } = machine.context
  const row = table.find('a')
  return { kind: table.state(row), incarnation: table.incarnation(row) }
}

/** What is left of the beliefs when all are heard: alive, then suspect, then gone, within one incarnation. */
export function strongest(beliefs: readonly Belief[]): Belief {
  const rank = (b: Belief): number => b.incarnation * 3 + (isGone(b) ? 2 : KINDS.indexOf(b.kind))
  return beliefs.reduce((best, b) => (rank(b) > rank(best) ? b : best))
}

/** Dead or left: of the two, who comes first stays, so an order of arrival shows in the word and in nothing else. */
export function isGone({ kind }: Belief): boolean {
  return kind === 'dead' || kind === 'left'
}

/** Nobody can be accused of an incarnation that he has not announced. */
export function isPossible(messages: readonly Belief[]): boolean {
  const announced = new Set(messages.filter((m) => m.kind === 'alive').map((m) => m.incarnation))
  return messages.every((m) => m.kind === 'alive' || m.incarnation === 0 || announced.has(m.incarnation))
}

/** What is believed when the messages have come again and again, each time in the next of the orders. */
export function afterRepeats(orders: readonly (readonly Belief[])[]): Belief {
  const machine = machineWith(START)
  for (let round = 0; round < ROUNDS; round++) {
    for (const message of orders[round % orders.length] as readonly Belief[]) hear(machine, message)
  }
  return beliefOf(machine)
}

/** What is believed when each message has come once. */
export function afterOnce(order: readonly Belief[]): Belief {
  const machine = machineWith(START)
  for (const message of order) hear(machine, message)
  return beliefOf(machine)
}

/** A belief in a few letters. */
export function describe({ kind, incarnation }: Belief): string {
  return `${kind} ${incarnation}`
}

/** Whether two beliefs are the same but for the word for a death. */
export function agree(a: Belief, b: Belief): boolean {
  return a.incarnation === b.incarnation && (a.kind === b.kind || (isGone(a) && isGone(b)))
}

const NO_META = new Uint8Array(0)
