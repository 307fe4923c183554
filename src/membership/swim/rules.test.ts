import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SwimMachine } from '../../../test/support/swim-machine.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { BARE_VERSIONS } from './versions.ts'

const KINDS = ['alive', 'suspect', 'dead'] as const
type Kind = (typeof KINDS)[number]
interface Belief {
  readonly kind: Kind
  readonly incarnation: number
}
const INCARNATIONS = [0, 1, 2, 3]
const BELIEFS: readonly Belief[] = KINDS.flatMap((kind) => INCARNATIONS.map((incarnation) => ({ kind, incarnation })))

/** SWIM section 4.2, with memberlist's one addition: a greater incarnation brings back the dead. */
function overrides(message: Belief, stored: Belief): boolean {
  const { kind, incarnation: i } = message
  if (kind === 'alive') return i > stored.incarnation
  if (kind === 'suspect') return stored.kind !== 'dead' && i >= stored.incarnation
  return stored.kind !== 'dead' && i >= stored.incarnation
}

function machineWith(stored: Belief): SwimMachine {
  const machine = new SwimMachine()
  const { table, random, env } = machine.context
  const row = table.add('a', machine.peer('127.0.0.2', 7946), random)
  table.setIncarnation(row, stored.incarnation)
  table.setState(row, 'alive', env.now())
  if (stored.kind !== 'alive') hear(machine, stored)
  return machine
}

function hear(machine: SwimMachine, { kind, incarnation }: Belief): void {
  const { rules } = machine
  const peer = machine.peer('127.0.0.2', 7946)
  const meta = new Uint8Array(0)
  if (kind === 'alive') {
    rules.onAlive({ tag: SWIM_TAGS.alive, incarnation, node: 'a', peer, meta, versions: BARE_VERSIONS })
  } else if (kind === 'suspect') rules.onSuspect({ tag: SWIM_TAGS.suspect, incarnation, node: 'a', from: 'x' })
  else rules.onDead({ tag: SWIM_TAGS.dead, incarnation, node: 'a', from: 'x' })
}

function belief(machine: SwimMachine): Belief {
  const { table } = machine.context
  const row = table.find('a')
  return { kind: table.state(row) as Kind, incarnation: table.incarnation(row) }
}

/** Alive before suspect before dead, within one incarnation. */
function strongest(beliefs: readonly Belief[]): Belief {
  const rank = (b: Belief): number => b.incarnation * 3 + KINDS.indexOf(b.kind)
  return beliefs.reduce((best, b) => (rank(b) > rank(best) ? b : best))
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, i) => permutations(items.toSpliced(i, 1)).map((rest) => [item, ...rest]))
}

/** Nobody can be accused of an incarnation that he has not announced. */
function isPossible(messages: readonly Belief[]): boolean {
  const announced = new Set(messages.filter((m) => m.kind === 'alive').map((m) => m.incarnation))
  return messages.every((m) => m.kind === 'alive' || m.incarnation === 0 || announced.has(m.incarnation))
}

function subsets<T>(items: readonly T[], most: number): T[][] {
  let sets: T[][] = [[]]
  for (const item of items) sets = [...sets, ...sets.filter((set) => set.length < most).map((set) => [...set, item])]
  return sets
}

const START: Belief = { kind: 'alive', incarnation: 0 }

describe('the override rules of SWIM', () => {
  it('hold for every stored belief and every message of incarnations 0 to 3', () => {
    for (const stored of BELIEFS) {
      for (const message of BELIEFS) {
        const machine = machineWith(stored)
        hear(machine, message)
        const expected = overrides(message, stored) ? message : stored
        expect([stored, message, belief(machine)]).toEqual([stored, message, expected])
      }
    }
  })

  it('make the order of arrival irrelevant while nobody is declared dead', () => {
    for (const set of subsets(
      BELIEFS.filter((b) => b.kind !== 'dead'),
      5,
    )) {
      const outcomes = new Set(
        permutations(set).map((order) => {
          const machine = machineWith(START)
          for (const message of order) hear(machine, message)
          return JSON.stringify(belief(machine))
        }),
      )
      expect([...outcomes]).toEqual([JSON.stringify(strongest([START, ...set]))])
    }
  })

  it('make the order of arrival irrelevant with deaths too, once gossip has repeated itself', () => {
    for (const set of subsets(BELIEFS, 4).filter(isPossible)) {
      for (const order of permutations(set)) expect(afterRepeats([order])).toEqual(strongest([START, ...set]))
    }
  })

  it('make the order irrelevant for any set of messages, heard in a new order each time', () => {
    const possible = fc.subarray([...BELIEFS]).filter(isPossible)
    const rounds = possible.chain((set) =>
      fc.tuple(...Array.from({ length: 8 }, () => fc.shuffledSubarray(set, { minLength: set.length }))),
    )
    fc.assert(
      fc.property(rounds, (orders) => {
        expect(afterRepeats(orders)).toEqual(strongest([START, ...(orders[0] as Belief[])]))
      }),
      { numRuns: 500 },
    )
  })
})

/** What is believed when the messages have come again and again, as transmit limits and push/pull make them. */
function afterRepeats(orders: readonly (readonly Belief[])[]): Belief {
  const machine = machineWith(START)
  for (let round = 0; round < 8; round++) {
    for (const message of orders[round % orders.length] as readonly Belief[]) hear(machine, message)
  }
  return belief(machine)
}

describe('a node that is accused', () => {
  it('refutes a suspicion by raising its incarnation, whatever incarnation it was accused of', () => {
    for (const accused of [1, 2, 7]) {
      const machine = new SwimMachine()
      machine.rules.onSuspect({ tag: SWIM_TAGS.suspect, incarnation: accused, node: 'self', from: 'x' })
      const { table, selfRow } = machine.context
      expect(table.incarnation(selfRow)).toBe(accused + 1)
      expect(table.state(selfRow)).toBe('alive')
      expect(machine.news).toHaveLength(1)
      expect(machine.health).toBe(1)
    }
  })

  it('takes over a name from another address only when its holder is dead long enough', () => {
    const machine = new SwimMachine(10)
    const { table } = machine.context
    const hearFrom = (host: string): void => {
      const peer = machine.peer(host, 7946)
      const meta = new Uint8Array(0)
      machine.rules.onAlive({ tag: SWIM_TAGS.alive, incarnation: 1, node: 'a', peer, meta, versions: BARE_VERSIONS })
    }
    hearFrom('127.0.0.2')
    hearFrom('127.0.0.3')
    expect(machine.env.takeEvents().map((e) => e.type)).toContain('name-conflict')
    hear(machine, { kind: 'dead', incarnation: 1 })
    machine.advance(11)
    hearFrom('127.0.0.3')
    expect(machine.book.describe(table.peer(table.find('a')))).toBe('127.0.0.3:7946')
  })
})
