import { describe, expect, it } from 'vitest'
import { statuses } from '../../test/support/statuses.ts'
import type { HearsayNode } from '../node/hearsay-node.ts'
import { type VirtualNetwork, virtualNetwork } from './virtual-network.ts'

async function cluster(net: VirtualNetwork, size: number): Promise<HearsayNode[]> {
  const nodes = [await net.createNode({ name: 'n0' })]
  for (let i = 1; i < size; i++) nodes.push(await net.createNode({ name: `n${i}`, join: 'n0' }))
  await net.until(() => nodes.every((node) => node.members().length === size))
  return nodes
}

describe('a virtual network', () => {
  it('runs real nodes without waiting: join, event, tags, leave', async () => {
    const net = virtualNetwork({ seed: 7 })
    const [a, b, c] = (await cluster(net, 3)) as [HearsayNode, HearsayNode, HearsayNode]
    const heard: string[] = []
    for (const node of [a, b, c]) node.on('event', (event) => heard.push(`${node.name}:${event.name}`))
    b.sendEvent('deploy', 'v1')
    a.setTags({ role: 'db' })
    await net.advance(1000)
    expect(heard.sort()).toEqual(['n0:deploy', 'n1:deploy', 'n2:deploy'])
    expect(c.member('n0')?.tags).toEqual({ role: 'db' })
    await net.settle(c.leave())
    expect(statuses(a)).toEqual({ n0: 'alive', n1: 'alive', n2: 'left' })
  })

  it('finds a silent node in the time that the settings promise, and a dead one on a living host much sooner', async () => {
    const net = virtualNetwork()
    const nodes = await cluster(net, 6)
    const isFailed = (name: string): boolean => nodes.slice(0, 4).every((node) => statuses(node)[name] === 'failed')
    await net.advance(10_000)
    await nodes[5]?.close()
    const refused = await net.until(() => isFailed('n5'))
    expect(refused).toBeGreaterThan(500)
    expect(refused).toBeLessThan(3000)
    net.pause(nodes[4] as HearsayNode)
    const silent = await net.until(() => isFailed('n4'))
    expect(silent).toBeGreaterThan(4000)
    expect(silent).toBeLessThan(9000)
  })

  it('runs heartbeats beside probes: they find a silent node while probes are too rare', async () => {
    const net = virtualNetwork()
    const suspectedBy = new Set<string>()
    for (const name of ['n0', 'n1', 'n2', 'n3']) {
      const join = name === 'n0' ? [] : ['n0']
      const node = await net.createNode({ name, join, swim: { probeIntervalMs: 60_000 }, accrual: {} })
      node.on('suspect', (member) => suspectedBy.add(`${node.name} ${member.name}`))
      if (name !== 'n3') continue
      await net.advance(10_000)
      expect(suspectedBy).toEqual(new Set())
      net.pause(node)
    }
    await net.advance(4000)
    expect(suspectedBy).toEqual(new Set(['n0 n3', 'n1 n3', 'n2 n3']))
  })

  it('heals a partition by itself, with nobody declared dead in the end', async () => {
    const net = virtualNetwork({ seed: 3, loss: 0.01 })
    const nodes = await cluster(net, 8)
    const heal = net.partition(nodes.slice(0, 4), nodes.slice(4))
    await net.advance(60_000)
    expect(Object.values(statuses(nodes[0] as HearsayNode)).filter((s) => s === 'failed')).toHaveLength(4)
    heal()
    const all = (): boolean =>
      nodes.every((node) => Object.values(statuses(node)).every((status) => status === 'alive'))
    expect(await net.until(all, 120_000)).toBeDefined()
  })

  it('does not blame others after a pause', async () => {
    const net = virtualNetwork()
    const nodes = await cluster(net, 4)
    const fails: string[] = []
    for (const node of nodes) node.on('fail', (member) => fails.push(member.name))
    net.pause(nodes[1] as HearsayNode)
    await net.advance(3000)
    net.resume(nodes[1] as HearsayNode)
    await net.advance(100)
    expect(nodes[1]?.health).toBeGreaterThan(0)
    await net.advance(60_000)
    expect(fails).toEqual([])
    expect(nodes[1]?.health).toBe(0)
  })

  it('settles joins, refused ones too, and aborts', async () => {
    const net = virtualNetwork()
    const a = await net.createNode()
    const b = await net.createNode()
    expect(await net.settle(b.join('node-1'))).toEqual({ joined: [a.address], failed: [] })
    expect((await net.settle(b.join('nobody'))).failed[0]?.reason).toMatch(/no node of this network/)
    const abort = new AbortController()
    const joining = b.join('10.9.9.9:1', { signal: abort.signal })
    abort.abort()
    await expect(joining).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })

  it('warns of a name that two nodes claim once a minute, however often it hears of it', async () => {
    const net = virtualNetwork()
    const a = await net.createNode({ name: 'twin' })
    await net.createNode({ name: 'other', join: 'twin' })
    const warnings: number[] = []
    a.on('warning', ({ code }) => (code === 'ERR_NAME_CONFLICT' ? warnings.push(net.now) : undefined))
    let conflicts = 0
    a.on('conflict', () => conflicts++)
    await net.createNode({ name: 'twin', join: 'other' })
    await net.advance(59_000)
    expect(conflicts).toBeGreaterThan(1)
    expect(warnings).toHaveLength(1)
  })

  it('advances by whole microseconds, whatever binary fractions say', async () => {
    const net = virtualNetwork()
    for (const ms of [0.1, 0.2, 1.7, 0.0001]) await net.advance(ms)
    expect(net.now).toBe(2)
  })

  it('rejects what a real node rejects', async () => {
    const net = virtualNetwork()
    await expect(net.createNode({ name: '' })).rejects.toMatchObject({ code: 'ERR_BAD_OPTION' })
    await expect(net.createNode({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })

  it('gives the same run for the same seed', async () => {
    const hashes = new Set<string>()
    for (let i = 0; i < 2; i++) {
      const net = virtualNetwork({ seed: 11, loss: 0.05, jitterMs: 3 })
      await cluster(net, 6)
      await net.advance(30_000)
      hashes.add(net.traceHash)
    }
    expect(hashes.size).toBe(1)
  })
})
