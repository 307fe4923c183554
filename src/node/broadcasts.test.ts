import { describe, expect, it } from 'vitest'
import { type VirtualNetwork, virtualNetwork } from '../testing/index.ts'
import type { HearsayNode } from './hearsay-node.ts'
import { PAYLOAD_LIMIT } from './broadcasts.ts'
import type { TopicGap, TopicMessage } from './topic-api.ts'

/** Nodes of one cluster whose overlay is whole. */
async function cluster(net: VirtualNetwork, size: number): Promise<HearsayNode[]> {
  const nodes: HearsayNode[] = []
  for (let i = 0; i < size; i++) {
    nodes.push(await net.createNode({ name: `n${i}`, ...(i === 0 ? {} : { join: 'n0' }) }))
  }
  await net.until(() => nodes.every((node) => node.members().length === size))
  await net.settle(Promise.all(nodes.map((node) => node.topic('any').ready())))
  return nodes
}

function text({ payload }: TopicMessage): string {
  return Buffer.from(payload).toString()
}

describe('a broadcast', () => {
  it('reaches every node once, its author too', async () => {
    const net = virtualNetwork({ seed: 2, loss: 0.1 })
    const nodes = await cluster(net, 12)
    const heard: string[] = []
    for (const node of nodes)
      node.on('broadcast', (message) => heard.push(`${node.name} ${message.from} ${text(message)}`))
    const published = await net.settle(nodes[3]?.broadcast('hello') as Promise<{ id: string; sentTo: number }>)
    await net.advance(3000)
    expect(published.sentTo).toBeGreaterThan(0)
    expect(heard.toSorted()).toEqual(nodes.map(({ name }) => `${name} n3 hello`).toSorted())
  })

  it('is told by the event stream with its id', async () => {
    const net = virtualNetwork()
    const [a, b] = (await cluster(net, 2)) as [HearsayNode, HearsayNode]
    const events = b.events({ types: ['broadcast'] })
    const { id } = await net.settle(a.broadcast(Uint8Array.of(1, 2)))
    const { value } = await net.settle(events.next())
    expect(value).toMatchObject({
      type: 'broadcast',
      message: { id, from: 'n0', payload: Uint8Array.of(1, 2), hops: 1 },
    })
  })

  it('that is too large, of a node that takes no part, or of one that is closed, is refused by name', async () => {
    const net = virtualNetwork()
    const node = await net.createNode({ name: 'x' })
    await expect(node.broadcast(new Uint8Array(PAYLOAD_LIMIT + 1))).rejects.toMatchObject({ code: 'ERR_TOO_LARGE' })
    await expect(node.broadcast(new Uint8Array(PAYLOAD_LIMIT))).resolves.toMatchObject({ sentTo: 0 })
    await node.close()
    await expect(node.broadcast('x')).rejects.toMatchObject({ code: 'ERR_CLOSED' })
    const bystander = await net.createNode({ name: 'y', broadcasts: false })
    await expect(bystander.broadcast('x')).rejects.toMatchObject({ code: 'ERR_UNSUPPORTED' })
    await expect(net.createNode({ broadcasts: { keepMs: -1 } })).rejects.toMatchObject({ code: 'ERR_BAD_OPTION' })
    await expect(net.createNode({ dialect: 'memberlist', broadcasts: true })).rejects.toMatchObject({
      code: 'ERR_BAD_OPTION',
    })
  })

  it('passes by members that take no part', async () => {
    const net = virtualNetwork()
    const nodes = [await net.createNode({ name: 'n0' })]
    for (let i = 1; i < 6; i++) nodes.push(await net.createNode({ name: `n${i}`, join: 'n0', broadcasts: i % 2 === 0 }))
    const heard: string[] = []
    for (const node of nodes) node.on('broadcast', () => heard.push(node.name))
    await net.settle(nodes[0]?.topic('t').ready({ minPeers: 2 }) as Promise<void>)
    await nodes[0]?.broadcast('x')
    await net.advance(2000)
    expect(heard.toSorted()).toEqual(['n0', 'n2', 'n4'])
  })
})

describe('a topic', () => {
  it('brings its messages to those who have it, in their authors’ order, through loss and a cut', async () => {
    const net = virtualNetwork({ seed: 4, loss: 0.2 })
    const nodes = await cluster(net, 8)
    const heard = nodes.map((node) => {
      const texts: string[] = []
      node.topic('orders').on('message', (message) => texts.push(`${message.from} ${text(message)}`))
      return texts
    })
    const topics = nodes.map((node) => node.topic('orders'))
    const heal = net.partition(nodes.slice(0, 4), nodes.slice(4))
    for (let i = 0; i < 20; i++) {
      for (const [n, topic] of topics.entries()) if (n % 3 === 0) await topic.publish(`${i}`)
      await net.advance(50)
    }
    await net.advance(15_000)
    heal()
    const isWhole = (): boolean => heard.every((texts) => texts.length === 60)
    expect(await net.until(isWhole, 60_000)).toBeDefined()
    for (const texts of heard) {
      for (const from of ['n0', 'n3', 'n6']) {
        const own = texts.filter((line) => line.startsWith(`${from} `))
        expect(own).toEqual(Array.from({ length: 20 }, (_, i) => `${from} ${i}`))
      }
    }
  })

  it('is read by iteration, which ends with the topic, the signal or the node', async () => {
    const net = virtualNetwork()
    const [a, b] = (await cluster(net, 2)) as [HearsayNode, HearsayNode]
    const texts: string[] = []
    const topic = b.topic('t')
    const reading = (async () => {
      for await (const message of topic) texts.push(text(message))
    })()
    await a.topic('t').publish('one')
    await a.topic('other').publish('not for us')
    await a.topic('t').publish('two')
    await net.advance(500)
    topic.close()
    await net.settle(reading)
    expect(texts).toEqual(['one', 'two'])
    const abort = new AbortController()
    const ended = [b.topic('t', { signal: abort.signal }).messages().next(), b.topic('t').messages().next()]
    abort.abort()
    await net.settle(b.close())
    expect(await Promise.all(ended)).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ])
    expect(() => b.topic('t')).toThrow('closed')
    expect(() => a.topic('')).toThrow('takes 0 bytes')
    expect(() => a.topic('x'.repeat(129))).toThrow('takes 129 bytes')
    expect(() => a.topic('t', { order: 'best' as 'none' })).toThrow('none, sender, causal')
    expect(() => a.topic('t', { signal: AbortSignal.abort() })).toThrow('aborted')
  })

  it('does not lose what is published right after it was made, to a neighbour that comes later', async () => {
    const net = virtualNetwork()
    const a = await net.createNode({ name: 'n0' })
    const b = await net.createNode({ name: 'n1' })
    const heard: string[] = []
    b.topic('t').on('message', (message) => heard.push(text(message)))
    expect(await a.topic('t').publish('early')).toMatchObject({ sentTo: 0 })
    await net.settle(b.join('n0'))
    await net.settle(b.topic('t').ready())
    await a.topic('t').publish('late')
    await net.advance(1000)
    expect(heard).toEqual(['early', 'late'])
  })

  it('tells a reader what it was too slow for, and leaves out this node’s own messages if asked to', async () => {
    const net = virtualNetwork()
    const [a, b] = (await cluster(net, 2)) as [HearsayNode, HearsayNode]
    const gaps: TopicGap[] = []
    const slow = b.topic('t', { limit: 2, own: false })
    slow.on('gap', (gap) => gaps.push(gap))
    const reader = slow.messages()
    for (let i = 0; i < 5; i++) await a.topic('t').publish(`${i}`)
    await b.topic('t').publish('own')
    await net.advance(500)
    const [first, second] = [await reader.next(), await reader.next()]
    expect([text(first.value as TopicMessage), text(second.value as TopicMessage)]).toEqual(['3', '4'])
    expect(gaps).toEqual([1, 2, 3].map(() => ({ topic: 't', from: undefined, missed: 1, reason: 'slow' })))
  })

  it('hands out an answer after its question everywhere, if it is causal', async () => {
    const net = virtualNetwork({ seed: 9, latency: { kind: 'uniform', minMs: 1, maxMs: 200 } })
    const nodes = await cluster(net, 6)
    const heard = nodes.map((node) => {
      const texts: string[] = []
      const topic = node.topic('chat', { order: 'causal' })
      topic.on('message', (message) => {
        texts.push(text(message))
        if (node.name === 'n1' && text(message).startsWith('question')) void topic.publish(`answer ${text(message)}`)
      })
      return texts
    })
    const asking = nodes[0]?.topic('chat', { order: 'causal' })
    for (let i = 0; i < 20; i++) {
      await asking?.publish(`question ${i}`)
      await net.advance(100)
    }
    await net.advance(5000)
    for (const texts of heard) {
      expect(texts).toHaveLength(40)
      for (let i = 0; i < 20; i++) {
        expect(texts.indexOf(`question ${i}`)).toBeLessThan(texts.indexOf(`answer question ${i}`))
      }
    }
  })
})
