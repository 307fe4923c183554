import { describe, expect, it } from 'vitest'
import { Rng } from '../../src/base/rng.ts'
import type { Body, Json } from '../../src/maelstrom/index.ts'
import { CallError } from './played-network.ts'
import type { Network, WorkloadTest } from './workload-test.ts'
import { broadcastTest, WORKLOAD_TESTS } from './workload-tests.ts'

type Answer = (node: number, request: Body, count: number) => Body

const OPERATIONS = 20

/** Two nodes that answer as the test says. */
function answering(answer: Answer): Network {
  let count = 0
  return {
    nodes: [{ name: 'n0' }, { name: 'n1' }],
    call: (node, request) => new Promise((resolve) => resolve(answer(node, request, count++))),
  }
}

/** Lets clients do some operations, and looks at both nodes. @returns what the test finds wrong */
async function verdictOn(test: WorkloadTest, answer: Answer): Promise<string> {
  const network = answering(answer)
  const random = new Rng(1)
  await test.setUp?.(network)
  for (let i = 0; i < OPERATIONS; i++) await test.operate(network, i % 2, random)
  for (const node of [0, 1]) await test.lookAt?.(network, node)
  return test.verdict().join('; ')
}

/** A store that all nodes share, and that leaves out every fifth value if it is forgetful. */
function setStore(field: string, isForgetful: boolean): Answer {
  const values: Json[] = []
  return (_node, request) => {
    if (request.type === 'read') return { type: 'read_ok', [field]: [...values] }
    if (request.type === 'topology') return { type: 'topology_ok' }
    const value = request['message'] ?? request['element'] ?? null
    if (!isForgetful || Number(value) % 5 !== 4) values.push(value)
    return { type: 'ok' }
  }
}

function counterStore(error: number): Answer {
  let sum = error
  return (_node, request) => {
    if (request.type === 'read') return { type: 'read_ok', value: sum }
    sum += Number(request['delta'])
    return { type: 'add_ok' }
  }
}

/** Registers that all share; if they are liars, every fourth transaction is said to have failed, and has not. */
function registers(areLiars: boolean): Answer {
  const values = new Map<Json, Json>()
  return (_node, request, count) => {
    const txn = (request['txn'] as readonly [string, Json, Json][]).map(([kind, key, value]) => {
      if (kind === 'w') values.set(key, value)
      return [kind, key, kind === 'w' ? value : (values.get(key) ?? null)]
    })
    if (areLiars && count % 4 === 0 && count < OPERATIONS) throw new CallError(30, 'conflict')
    return { type: 'txn_ok', txn }
  }
}

describe('the judge of', () => {
  it('echo wants back what was sent', async () => {
    const { echo } = WORKLOAD_TESTS
    expect(await verdictOn(echo(), (_node, request) => ({ type: 'echo_ok', echo: request['echo'] ?? null }))).toBe('')
    expect(await verdictOn(echo(), () => ({ type: 'echo_ok', echo: 1 }))).toContain('echo of')
  })

  it('unique ids wants another one each time, and one each time', async () => {
    const uniqueIds = WORKLOAD_TESTS['unique-ids']
    expect(await verdictOn(uniqueIds(), (_node, _request, count) => ({ type: 'ok', id: count }))).toBe('')
    expect(await verdictOn(uniqueIds(), (_node, _request, count) => ({ type: 'ok', id: count >> 1 }))).toContain(
      'twice',
    )
    expect(await verdictOn(uniqueIds(), () => ({ type: 'ok' }))).toContain('no id')
  })

  it('broadcast wants what was acknowledged, and nothing else', async () => {
    expect(await verdictOn(broadcastTest().test, setStore('messages', false))).toBe('')
    expect(await verdictOn(broadcastTest().test, setStore('messages', true))).toContain('not at every node')
    const strange: Answer = (_node, { type }) => ({ type, messages: [99] })
    expect(await verdictOn(broadcastTest().test, strange)).toContain('99 was never broadcast')
  })

  it('a set wants the same', async () => {
    const gSet = WORKLOAD_TESTS['g-set']
    expect(await verdictOn(gSet(), setStore('value', false))).toBe('')
    expect(await verdictOn(gSet(), setStore('value', true))).toContain('n0 lacks 4')
    expect(await verdictOn(gSet(), (_node, { type }) => ({ type, value: [99] }))).toContain('n1 has 99')
  })

  it('counters wants the sum, or what it may be if an outcome is not known', async () => {
    for (const name of ['g-counter', 'pn-counter'] as const) {
      expect(await verdictOn(WORKLOAD_TESTS[name](), counterStore(0))).toBe('')
      expect(await verdictOn(WORKLOAD_TESTS[name](), counterStore(1))).toContain('n0 has')
    }
    const honest = counterStore(0)
    const unsure: Answer = (node, request, count) => {
      const answer = honest(node, request, count)
      if (request.type === 'add' && count % 4 === 0) throw new CallError(0, 'no answer')
      return answer
    }
    expect(await verdictOn(WORKLOAD_TESTS['g-counter'](), unsure)).toBe('')
    const refusing: Answer = (node, request, count) => {
      if (request.type === 'add' && count % 4 === 0) throw new CallError(11, 'not now')
      return honest(node, request, count)
    }
    expect(await verdictOn(WORKLOAD_TESTS['g-counter'](), refusing)).toContain('n0 has')
  })

  it('transactions looks for what read committed forbids, and for agreement', async () => {
    const test = WORKLOAD_TESTS['txn-rw-register']
    expect(await verdictOn(test(), registers(false))).toBe('')
    expect(await verdictOn(test(), registers(true))).toContain('G1a')
    const [mine, yours] = [registers(false), registers(false)]
    const apart: Answer = (node, request, count) => (node === 0 ? mine : yours)(node, request, count)
    expect(await verdictOn(test(), apart)).toContain('last reads differ')
  })
})
