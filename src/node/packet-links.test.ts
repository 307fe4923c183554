import { createSocket } from 'node:dgram'
import { connect, createServer, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { statuses } from '../../test/support/statuses.ts'
import { waitUntil } from '../../test/support/wait-until.ts'
import { PacketCodec } from '../codec/index.ts'
import { AddressBook } from '../core/address-book.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import { SERF_VERSIONS } from '../membership/swim/versions.ts'
import type { NodeOptions } from './api.ts'
import { openNode } from './create-node.ts'
import type { HearsayNode } from './hearsay-node.ts'
import type { Gate } from './socket-runtime.ts'

const KEY = Buffer.alloc(32, 1).toString('base64')
const FAST = {
  probeIntervalMs: 100,
  probeTimeoutMs: 40,
  gossipIntervalMs: 20,
  suspicionMult: 4,
  pushPullIntervalMs: 400,
}
const open: HearsayNode[] = []

async function make(name: string, options: NodeOptions = {}, gate?: Gate): Promise<HearsayNode> {
  const settings = { bind: '127.0.0.1:0', swim: FAST, serf: { leavePropagateMs: 50 } }
  const node = await openNode({ name, ...settings, ...options }, gate)
  open.push(node)
  return node
}

function allSeeAllAlive(nodes: readonly HearsayNode[]): boolean {
  return nodes.every((node) => nodes.every(({ name }) => statuses(node)[name] === 'alive'))
}

/** Three nodes, the second and third join the first. */
async function three(of: (name: string) => NodeOptions, gate?: Gate): Promise<[HearsayNode, HearsayNode, HearsayNode]> {
  const a = await make('a', of('a'), gate)
  const b = await make('b', { ...of('b'), join: a.address }, gate)
  const c = await make('c', { ...of('c'), join: a.address }, gate)
  await waitUntil('all see all', () => allSeeAllAlive([a, b, c]))
  return [a, b, c]
}

async function eventReaches(from: HearsayNode, others: readonly HearsayNode[]): Promise<void> {
  const heard = others.map((node) => new Promise((resolve) => node.once('event', resolve)))
  from.sendEvent('news')
  await Promise.all(heard)
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((node) => node.close()))
})

describe('nodes without UDP', () => {
  it('are a cluster: they join, probe, gossip, find the dead and see others leave', async () => {
    const [a, b, c] = await three(() => ({ transport: 'tcp', key: KEY }))
    await eventReaches(c, [a, b])
    await c.leave()
    await waitUntil('c has left', () => [a, b].every((node) => statuses(node)['c'] === 'left'))
    await b.close()
    await waitUntil('b is found failed', () => statuses(a)['b'] === 'failed')
    expect(a.stats()).toMatchObject({ dropped: {}, packetsSent: a.stats().linkPacketsSent })
    expect(a.stats().linkPacketsReceived).toBeGreaterThan(0)
  })

  it('bind no UDP port', async () => {
    const node = await make('a', { transport: 'tcp' })
    const socket = createSocket('udp4')
    await new Promise<void>((resolve, reject) => {
      socket.once('error', reject)
      socket.bind({ address: '127.0.0.1', port: Number(node.address.split(':')[1]), exclusive: true }, resolve)
    })
    socket.close()
  })

  it('live with nodes that have it', async () => {
    const [a, b, c] = await three((name) => ({ transport: name === 'b' ? 'tcp' : 'udp+tcp' }))
    const fails: string[] = []
    for (const node of [a, b, c]) node.on('fail', (member) => fails.push(member.name))
    await sleep(1500)
    await eventReaches(b, [a, c])
    expect(fails).toEqual([])
    expect(allSeeAllAlive([a, b, c])).toBe(true)
    expect(a.stats().packetsSent).toBeGreaterThan(a.stats().linkPacketsSent)
  })
})

describe('a network that blocks one of the two ways', () => {
  const blocked = { datagram: false, stream: false }
  const gate: Gate = (_address, _direction, plane) => !blocked[plane]

  it('of datagrams: nobody is declared dead, packets go over links, and the change is told both times', async () => {
    const nodes = await three(() => ({}), gate)
    const [a, b, c] = nodes
    await waitUntil('datagrams have got through', () => a.member('b')?.planes.datagram === 'up')
    const fails: string[] = []
    const told: string[] = []
    for (const node of nodes) node.on('fail', (member) => fails.push(member.name))
    a.on('plane', (member, plane, isUp) => told.push(`${member.name} ${plane} ${isUp ? 'up' : 'down'}`))
    blocked.datagram = true
    await waitUntil('a knows', () => ['b', 'c'].every((name) => a.member(name)?.planes.datagram === 'down'))
    await eventReaches(a, [b, c])
    await sleep(1500)
    expect(fails).toEqual([])
    expect(allSeeAllAlive(nodes)).toBe(true)
    expect(a.stats().linkPacketsSent).toBeGreaterThan(0)
    blocked.datagram = false
    await waitUntil('a knows again', () => ['b', 'c'].every((name) => a.member(name)?.planes.datagram === 'up'))
    expect(told.toSorted()).toEqual(['b datagram down', 'b datagram up', 'c datagram down', 'c datagram up'])
  })

  it('of streams: members stay alive, and it is told', async () => {
    const [a, b] = await three(() => ({ swim: { ...FAST, streamTimeoutMs: 200 } }), gate)
    const warnings: string[] = []
    a.on('warning', (warning) => warnings.push(warning.code))
    blocked.stream = true
    await waitUntil('a knows', () => a.member('b')?.planes.stream === 'down')
    expect(statuses(a)['b']).toBe('alive')
    expect(warnings).toContain('ERR_PLANE_DOWN')
    blocked.stream = false
    await waitUntil('a knows again', () => a.member('b')?.planes.stream === 'up')
    expect(b.isClosed).toBe(false)
  })
})

/** What a datagram says of a member that has come up on loopback. */
function aliveMessage(node: string, port: number): Uint8Array {
  const book = new AddressBook()
  const codec = new PacketCodec({ book, bindPort: () => port })
  const peer = book.intern(Uint8Array.of(127, 0, 0, 1), port)
  const body = { incarnation: 1, node, peer, meta: Uint8Array.of(0xff, 0x80), versions: SERF_VERSIONS }
  return codec.encode({ tag: SWIM_TAGS.alive, ...body })
}

describe('a link', () => {
  async function dial(node: HearsayNode): Promise<{ socket: Socket; isClosed: () => boolean; read: () => string }> {
    const [host, port] = node.address.split(':')
    const socket = connect({ host: host ?? '', port: Number(port) })
    let isClosed = false
    let text = ''
    socket.on('error', () => {})
    socket.on('close', () => (isClosed = true))
    socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
    await new Promise((resolve) => socket.once('connect', resolve))
    return { socket, isClosed: () => isClosed, read: () => text }
  }

  it('that begins wrongly or lies about a length is closed', async () => {
    const a = await make('a')
    for (const bytes of [
      Buffer.from('hello'),
      Buffer.from('hearsay-link/2\n\0\0'),
      Buffer.from('hearsay-link/1\n\x01\x02\0\0\0\0'),
      Buffer.from('hearsay-link/1\n\x01\x02\x7f\xff\xff\xff', 'latin1'),
    ]) {
      const { socket, isClosed } = await dial(a)
      socket.write(bytes)
      await waitUntil('it is closed', isClosed)
    }
    expect(statuses(a)).toEqual({ a: 'alive' })
    expect(a.stats().dropped).toEqual({ ERR_BAD_LINK: 4 })
  })

  it('may come byte by byte; packets that cannot be read are counted, and the next one is read', async () => {
    const a = await make('a')
    const { socket, read } = await dial(a)
    const ping = Buffer.from('0082a44e6f6465a161a55365714e6f05', 'hex') // ping of "a", number 5
    const frame = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes])
    const bytes = Buffer.concat([
      Buffer.from('hearsay-link/1\n\x01\x02'),
      frame(Buffer.from([0xff, 1, 2])),
      frame(Buffer.from([0])),
      frame(ping),
    ])
    for (const byte of bytes) {
      socket.write(Uint8Array.of(byte))
      await new Promise((resolve) => setImmediate(resolve))
    }
    await waitUntil('it is answered', () => read().includes('SeqNo'))
    expect(read().startsWith('hearsay-link/1\n')).toBe(true)
    expect(Object.values(a.stats().dropped).reduce((sum, count) => sum + count, 0)).toBe(2)
    socket.destroy()
  })

  it('over which nothing comes that can be read is closed', async () => {
    const a = await make('a', { swim: { ...FAST, streamTimeoutMs: 200 } })
    for (const bytes of ['h', 'hearsay-link/1\n\x01\x02', 'hearsay-link/1\n\x01\x02\0\0\0\x01\xff']) {
      const { socket, isClosed } = await dial(a)
      socket.write(Buffer.from(bytes, 'latin1'))
      await waitUntil('it is closed', isClosed)
    }
    const { socket, isClosed } = await dial(a)
    const alive = aliveMessage('b', 0x102)
    socket.write(Buffer.concat([Buffer.from('hearsay-link/1\n\x01\x02\0\0\0'), Buffer.from([alive.length]), alive]))
    await sleep(600)
    expect(isClosed()).toBe(false)
    socket.destroy()
  })

  it('to a peer that knows none is given up, and told where there is nothing else', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', (first) => (first[0] === 0x68 ? socket.destroy() : undefined))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const a = await make('a', { transport: 'tcp' })
    const warnings: string[] = []
    a.on('warning', (warning) => warnings.push(warning.code))
    // an alive message about a member that listens there, brought by a link
    const { socket } = await dial(a)
    const alive = aliveMessage('b', port)
    socket.write(Buffer.concat([Buffer.from('hearsay-link/1\n\x01\x02\0\0\0'), Buffer.from([alive.length]), alive]))
    await waitUntil('a says that b knows no links', () => warnings.includes('ERR_NO_LINK'))
    socket.destroy()
    server.close()
  })
})
