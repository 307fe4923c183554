import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkEveryPair, checkOrdersOfTheLiving, checkOrdersWithDeaths } from '../../../test/rules/check-orders.ts'
import {
  afterRepeats,
  agree,
  BELIEFS,
  type Belief,
  hear,
  isPossible,
  START,
  strongest,
} from '../../../test/rules/override-rules.ts'
import { SwimMachine } from '../../../test/support/swim-machine.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import { BARE_VERSIONS } from './versions.ts'

describe('the override rules of SWIM', () => {
  it('hold for every stored belief and every message of incarnations 0 to 3', () => {
    expect(checkEveryPair()).toMatchObject({ tried: BELIEFS.length * BELIEFS.length, failures: [] })
  })

  it('make the order of arrival irrelevant while nobody is declared dead', () => {
    expect(checkOrdersOfTheLiving(4).failures).toEqual([])
  })

  it('make the order of arrival irrelevant with deaths too, once gossip has repeated itself', () => {
    expect(checkOrdersWithDeaths(3).failures).toEqual([])
  })

  it('make the order irrelevant for any set of messages, heard in a new order each time', () => {
    const possible = fc.subarray([...BELIEFS]).filter(isPossible)
    const rounds = possible.chain((set) =>
      fc.tuple(...Array.from({ length: 8 }, () => fc.shuffledSubarray(set, { minLength: set.length }))),
    )
    fc.assert(
      fc.property(rounds, (orders) => {
        expect(agree(afterRepeats(orders), strongest([START, ...(orders[0] as Belief[])]))).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

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

  it('has its whole time again once its incarnation shows that it has refuted what was said before', () => {
    const machine = new SwimMachine()
    const { table } = machine.context
    const elapsedMs = (): number | undefined => table.suspicion(table.find('a'))?.elapsedMs(machine.env.now())
    hear(machine, { kind: 'alive', incarnation: 1 })
    hear(machine, { kind: 'suspect', incarnation: 1 })
    machine.advance(3000)
    hear(machine, { kind: 'suspect', incarnation: 1 })
    expect(elapsedMs()).toBe(3000)
    hear(machine, { kind: 'suspect', incarnation: 2 })
    expect(elapsedMs()).toBe(0)
    expect(table.incarnation(table.find('a'))).toBe(2)
  })
})
