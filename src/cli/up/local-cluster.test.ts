import { EventEmitter } from 'node:events'
import type { ChildProcess } from 'node:child_process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { waitUntil } from '../../../test/support/wait-until.ts'
import type { Member } from '../../node/api.ts'
import type { LocalAgent } from './local-agent.ts'
import { LocalCluster } from './local-cluster.ts'
import { type AgentPlace, type AgentProcess, spawnAgent } from './spawn-agent.ts'
import type { UpLine } from './up-line.ts'

vi.mock('./spawn-agent.ts', () => ({ spawnAgent: vi.fn() }))

/** A process that exists in a test only. */
class FakeProcess implements AgentProcess {
  readonly args: readonly string[]
  readonly child: ChildProcess
  readonly started: Promise<AgentPlace>
  readonly exited: Promise<void>
  readonly signals: string[] = []
  listen!: () => void
  end!: () => void

  constructor(args: readonly string[], pid: number) {
    this.args = args
    this.started = new Promise((resolve) => {
      this.listen = () => resolve({ address: `127.0.0.1:${7000 + pid}`, http: '127.0.0.1:1' })
    })
    this.exited = new Promise((resolve) => {
      this.end = resolve
    })
    const kill = (signal: string): boolean => {
      this.signals.push(signal)
      if (signal === 'SIGKILL') this.end()
      return true
    }
    this.child = Object.assign(new EventEmitter(), { pid, kill }) as unknown as ChildProcess
  }

  /** What follows a flag, every time that it is given. */
  all(flag: string): string[] {
    return this.args.flatMap((arg, i) => (arg === flag ? [this.args[i + 1] as string] : []))
  }
}

let spawned: FakeProcess[] = []
let listensAtOnce = true

beforeEach(() => {
  spawned = []
  listensAtOnce = true
  vi.mocked(spawnAgent).mockImplementation((args) => {
    const process = new FakeProcess(args, spawned.length + 1)
    spawned.push(process)
    if (listensAtOnce) process.listen()
    return process
  })
})

const made: LocalCluster[] = []
afterEach(async () => {
  for (const cluster of made.splice(0)) await cluster[Symbol.asyncDispose]()
})

function clusterOf(nodes: number): { cluster: LocalCluster; lines: UpLine[]; types: () => string[] } {
  const cluster = new LocalCluster({ nodes, args: ['--profile', 'lan'] })
  made.push(cluster)
  const lines: UpLine[] = []
  cluster.on('line', (line) => lines.push(line))
  return { cluster, lines, types: () => lines.map(({ type }) => type) }
}

describe('a local cluster', () => {
  it('starts one agent, then the others, which join it', async () => {
    const { cluster, types } = clusterOf(4)
    await cluster.start()
    const first = ['127.0.0.1:7001']
    expect(spawned.map((process) => process.all('--name'))).toEqual([['n1'], ['n2'], ['n3'], ['n4']])
    expect(spawned.map((process) => process.all('--join'))).toEqual([[], first, first, first])
    expect(spawned.map((process) => process.all('--tag'))).toEqual([['zone=a'], ['zone=b'], ['zone=c'], ['zone=a']])
    expect(types()).toEqual(new Array(4).fill('agent-started'))
    expect(cluster.state().map(({ process, pid }) => [process, pid])).toEqual(
      [1, 2, 3, 4].map((pid) => ['running', pid]),
    )
  })

  it('stops an agent and lets it go on, and tells only what it did', async () => {
    const { cluster, types } = clusterOf(1)
    await cluster.start()
    const [agent] = cluster.agents
    if (agent === undefined) throw new Error('there is no agent')
    cluster.resume(agent)
    cluster.pause(agent)
    cluster.pause(agent)
    expect(cluster.state()[0]?.process).toBe('paused')
    cluster.resume(agent)
    expect(spawned[0]?.signals).toEqual(['SIGSTOP', 'SIGCONT'])
    expect(types().filter((type) => /paused|resumed/.test(type))).toHaveLength(3)
  })

  it('starts an agent again under its old address, with living members to join', async () => {
    const { cluster } = clusterOf(3)
    await cluster.start()
    const last = cluster.agents.at(-1)
    if (last === undefined) throw new Error('there is no agent')
    await cluster.restart(last)
    expect(spawned[2]?.signals).toEqual(['SIGKILL'])
    expect(spawned[3]?.all('--bind')).toEqual(['127.0.0.1:7003'])
    expect(spawned[3]?.all('--join')).toEqual(['127.0.0.1:7001', '127.0.0.1:7002'])
  })

  it('tells when all survivors see a killed agent failed, but not of one that is back', async () => {
    const { cluster, lines } = clusterOf(3)
    await cluster.start()
    const [n1, n2, n3] = cluster.agents as [LocalAgent, LocalAgent, LocalAgent]
    await cluster.restart(n3)
    await cluster.kill(n2)
    n1.members = ['n2', 'n3'].map((name) => ({ name, status: 'failed' }) as Member)
    n3.members = n1.members
    const failed = (): UpLine[] => lines.filter(({ type }) => type === 'failed-everywhere')
    await waitUntil('n2 is seen failed', () => failed().length > 0)
    expect(failed()).toMatchObject([{ name: 'n2', by: ['n1', 'n3'] }])
  })

  it('kills whatever runs in the end, and says that it has ended', async () => {
    const { cluster, types } = clusterOf(2)
    await cluster.start()
    await cluster[Symbol.asyncDispose]()
    expect(spawned.map(({ signals }) => signals)).toEqual([['SIGKILL'], ['SIGKILL']])
    expect(types().at(-1)).toBe('ended')
    expect(cluster.state().map(({ process, pid }) => [process, pid])).toEqual([
      ['down', null],
      ['down', null],
    ])
  })

  it('starts nothing any more once the end has begun, even where an agent listens at the last moment', async () => {
    listensAtOnce = false
    const { cluster } = clusterOf(3)
    const starting = cluster.start()
    const ending = cluster[Symbol.asyncDispose]()
    spawned[0]?.listen()
    await Promise.all([starting, ending])
    expect(spawned).toHaveLength(1)
    expect(spawned[0]?.signals).toEqual(['SIGKILL'])
  })
})
