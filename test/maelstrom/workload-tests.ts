import { below } from '../../src/base/rng.ts'
import { StableLatency } from '../../src/experiments/maelstrom/stable-latency.ts'
import type { WorkloadName } from '../../src/maelstrom/index.ts'
import { findAnomalies, type Operation, type Transaction } from './check-transactions.ts'
import { ask, fieldOf, type WorkloadTest } from './workload-test.ts'

/** The test of each workload but `broadcast`, new for each run. */
export const WORKLOAD_TESTS: Readonly<Record<Exclude<WorkloadName, 'broadcast'>, () => WorkloadTest>> = {
  echo: echoTest,
  'unique-ids': uniqueIdsTest,
  'g-set': gSetTest,
  'g-counter': () => counterTest((draw) => draw % 5),
  'pn-counter': () => counterTest((draw) => (draw % 11) - 5),
  'txn-rw-register': transactionTest,
}

/** What was sent comes back, or it is said why not. */
function echoTest(): WorkloadTest {
  const wrong: string[] = []
  return {
    async operate(network, node, random) {
      const echo = { number: random.next(), list: [null, 'ü'] }
      const ending = await ask(network, node, { type: 'echo', echo })
      const answer = JSON.stringify(fieldOf(ending, 'echo'))
      if (answer !== JSON.stringify(echo)) wrong.push(`echo of ${JSON.stringify(echo)}: ${JSON.stringify(ending)}`)
    },
    verdict: () => wrong,
  }
}

/** No id comes twice; cuts are no excuse for none. */
function uniqueIdsTest(): WorkloadTest {
  const ids = new Set<string>()
  const wrong: string[] = []
  return {
    async operate(network, node) {
      const ending = await ask(network, node, { type: 'generate' })
      const id = JSON.stringify(fieldOf(ending, 'id'))
      if (ending.kind !== 'ok' || id === undefined) wrong.push(`no id: ${JSON.stringify(ending)}`)
      else if (ids.has(id)) wrong.push(`the id ${id} was given twice`)
      else ids.add(id)
    },
    verdict: () => wrong,
  }
}

/** All acknowledged values are at all nodes, and nothing else is. */
export function broadcastTest(): { readonly test: WorkloadTest; readonly stable: StableLatency } {
  const stable = new StableLatency()
  const finals = new Map<number, ReadonlySet<number>>()
  const tried = new Set<number>()
  const test: WorkloadTest = {
    async setUp(network) {
      const names = network.nodes.map(({ name }) => name)
      const topology = Object.fromEntries(names.map((name) => [name, names]))
      await Promise.all(names.map((_, node) => network.call(node, { type: 'topology', topology })))
    },
    async operate(network, node, random) {
      if (below(() => random.next(), 2) === 0) {
        const began = performance.now()
        const messages = fieldOf(await ask(network, node, { type: 'read' }), 'messages') as number[] | undefined
        if (messages !== undefined) stable.read(new Set(messages), began, performance.now())
        return
      }
      const message = tried.size
      tried.add(message)
      stable.invoke(message)
      const { kind } = await ask(network, node, { type: 'broadcast', message })
      if (kind === 'ok') stable.acknowledge(message, performance.now())
    },
    async lookAt(network, node) {
      const began = performance.now()
      const { messages } = (await network.call(node, { type: 'read' })) as { messages?: readonly number[] }
      const values = new Set(messages)
      stable.read(values, began, performance.now())
      finals.set(node, values)
      return String([...values].sort((a, b) => a - b))
    },
    verdict() {
      const lost = stable.lost([...finals.values()])
      const strange = [...finals.values()].flatMap((values) => [...values].filter((value) => !tried.has(value)))
      return [
        ...(lost.length > 0 ? [`${lost.length} acknowledged values are not at every node, such as ${lost[0]}`] : []),
        ...(strange.length > 0 ? [`${strange[0]} was never broadcast`] : []),
      ]
    },
  }
  return { test, stable }
}

/** All acknowledged elements are in every last read, and nothing that nobody added. */
function gSetTest(): WorkloadTest {
  const acknowledged = new Set<number>()
  const finals: (readonly number[])[] = []
  let tried = 0
  return {
    async operate(network, node) {
      const element = tried++
      if ((await ask(network, node, { type: 'add', element })).kind === 'ok') acknowledged.add(element)
    },
    async lookAt(network, node) {
      const { value } = (await network.call(node, { type: 'read' })) as { value?: readonly number[] }
      finals[node] = value ?? []
      return String([...finals[node]].sort((a, b) => a - b))
    },
    verdict() {
      return finals.flatMap((values, node) => {
        const lost = [...acknowledged].filter((element) => !values.includes(element))
        const strange = values.filter((element) => !(element < tried))
        return [...lost.map((element) => `n${node} lacks ${element}`), ...strange.map((e) => `n${node} has ${e}`)]
      })
    },
  }
}

/** Every last read is the sum of what was acknowledged, with or without what may have happened. */
function counterTest(deltaOf: (draw: number) => number): WorkloadTest {
  let [sum, least, most] = [0, 0, 0]
  const finals: number[] = []
  return {
    async operate(network, node, random) {
      const delta = deltaOf(random.next())
      const { kind } = await ask(network, node, { type: 'add', delta })
      if (kind === 'ok') sum += delta
      else if (kind === 'info') [least, most] = [least + Math.min(0, delta), most + Math.max(0, delta)]
    },
    async lookAt(network, node) {
      finals[node] = (await network.call(node, { type: 'read' }))['value'] as number
      return String(finals[node])
    },
    verdict() {
      const isRight = (value: number): boolean => value >= sum + least && value <= sum + most
      return finals.flatMap((value, node) => (isRight(value) ? [] : [`n${node} has ${value}, not ${sum}`]))
    },
  }
}

const REGISTERS = 5

/** No phenomenon that read committed forbids, and in the end the same registers everywhere. */
function transactionTest(): WorkloadTest {
  const history: Transaction[] = []
  const finals: string[] = []
  let lastValue = 0
  return {
    async operate(network, node, random) {
      const operations = Array.from({ length: 1 + (random.next() % 4) }, (): Operation => {
        const key = random.next() % REGISTERS
        return random.next() % 2 === 0 ? ['r', key, null] : ['w', key, ++lastValue]
      })
      const ending = await ask(network, node, { type: 'txn', txn: operations })
      const done = fieldOf(ending, 'txn') as readonly Operation[] | undefined
      history.push({ operations: done ?? operations, outcome: ending.kind })
    },
    async lookAt(network, node) {
      const txn = Array.from({ length: REGISTERS }, (_, key): Operation => ['r', key, null])
      const { txn: done } = await network.call(node, { type: 'txn', txn })
      history.push({ operations: done as unknown as readonly Operation[], outcome: 'ok' })
      finals[node] = JSON.stringify(done)
      return finals[node]
    },
    verdict() {
      const isOne = new Set(finals).size <= 1
      return [...findAnomalies(history), ...(isOne ? [] : [`last reads differ: ${[...new Set(finals)].join(' or ')}`])]
    },
  }
}
