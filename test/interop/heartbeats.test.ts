import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import type { NodeOptions } from '../../src/node/api.ts'
import { createNode, openNode } from '../../src/node/create-node.ts'
import type { HearsayNode } from '../../src/node/hearsay-node.ts'
import { freePorts } from '../support/free-ports.ts'
import { SerfAgent } from '../support/serf-agent.ts'
import { neededPeer } from '../support/skips.ts'
import { waitUntil } from '../support/wait-until.ts'

/** Probes are too rare to find anything here: what is suspected is suspected for its silence. */
const SETTINGS: NodeOptions = {
  bind: '127.0.0.1:0',
  swim: { probeIntervalMs: 600_000 },
  accrual: { intervalMs: 200, acceptablePauseMs: 400, minDeviationMs: 40 },
}
const WATCHED_MS = 3000

const open: { close(): Promise<void> }[] = []

afterEach(async () => {
  await Promise.all(open.splice(0).map((party) => party.close()))
})

async function opened(node: Promise<HearsayNode>): Promise<HearsayNode> {
  open.push(await node)
  return node
}

function see(nodes: readonly HearsayNode[], name: string, status: string): Promise<number> {
  const isSeen = (): boolean => nodes.every((node) => node.member(name)?.status === status)
  return waitUntil(`all see ${name} ${status}`, isSeen, { limitMs: 20_000 })
}

describe('heartbeats between real nodes', () => {
  it('have a silent member suspected long before a probe, and it refutes when it is heard again', async () => {
    let isCut = false
    const first = await opened(createNode({ ...SETTINGS, name: 'n0' }))
    const joining = { ...SETTINGS, join: first.address }
    const others = [first]
    for (const name of ['n1', 'n2']) others.push(await opened(createNode({ ...joining, name })))
    const silent = await opened(openNode({ ...joining, name: 'silent' }, () => !isCut))
    for (const { name } of [...others, silent]) await see([...others, silent], name, 'alive')
    const doubts: string[] = []
    const fails: string[] = []
    for (const node of others) node.on('suspect', ({ name }) => doubts.push(name))
    for (const node of [...others, silent]) node.on('fail', ({ name }) => fails.push(name))
    await sleep(WATCHED_MS)
    expect(doubts).toEqual([])
    isCut = true
    expect(await see(others, 'silent', 'suspect')).toBeLessThan(10_000)
    expect(new Set(doubts)).toEqual(new Set(['silent']))
    isCut = false // what it believes of the others meanwhile they refute
    for (const { name } of [...others, silent]) await see([...others, silent], name, 'alive')
    expect(fails).toEqual([])
  })
})

describe('heartbeats in a cluster with Serf', () => {
  it('go to nobody who does not know them: Serf sees all alive and complains of nothing', async (context) => {
    const program = neededPeer('serf', context)
    const [port = 0, rpcPort = 0] = await freePorts(2)
    const lines: string[] = []
    const onLine = (line: string): void => void lines.push(line)
    const agent = new SerfAgent({ program, name: 'serf', port, rpcPort, onLine })
    open.push({ close: () => agent.kill() })
    await agent.start()
    const swim = { probeIntervalMs: 1000 }
    const nodes: HearsayNode[] = []
    for (const name of ['n0', 'n1', 'n2']) {
      nodes.push(await opened(createNode({ ...SETTINGS, swim, name, join: agent.address })))
    }
    for (const name of ['serf', 'n0', 'n1', 'n2']) await see(nodes, name, 'alive')
    const doubts: string[] = []
    for (const node of nodes) node.on('suspect', (member) => doubts.push(member.name))
    await sleep(WATCHED_MS)
    expect(await agent.statuses()).toEqual({ serf: 'alive', n0: 'alive', n1: 'alive', n2: 'alive' })
    expect(doubts).toEqual([])
    expect(lines).not.toEqual([])
    expect(lines.filter((line) => /\[(?:WARN|ERR)\]/.test(line))).toEqual([])
  })
})
