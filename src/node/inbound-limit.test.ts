import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../../test/support/wait-until.ts'
import { createNode } from './create-node.ts'
import type { HearsayNode } from './hearsay-node.ts'

/** memberlist's bound. */
const LIMIT = 128
const HELLO = Buffer.from('hearsay-link/1\n\x01\x02')

const open: { destroy(): unknown }[] = []

async function start(): Promise<HearsayNode> {
  const node = await createNode({ name: 'a', bind: '127.0.0.1:0' })
  open.push({ destroy: () => node.close() })
  return node
}

/** Connections to a node, and how many of them it has closed. */
class Dialled {
  readonly sockets: readonly Socket[]
  closed = 0
  /** Bytes that the node has sent over all of them. */
  received = 0

  constructor(node: HearsayNode, count: number, firstWords?: Buffer) {
    const [host = '', port] = node.address.split(':')
    this.sockets = Array.from({ length: count }, () => connect({ host, port: Number(port) }))
    for (const socket of this.sockets) {
      socket.on('error', () => {}) // a reset is a refusal too
      socket.on('close', () => this.closed++)
      socket.on('data', (chunk) => (this.received += chunk.length))
      if (firstWords !== undefined) socket.write(firstWords)
      open.push(socket)
    }
  }
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.destroy()))
})

describe('a node with too many connections from others', () => {
  it('refuses further ones, counts each, and keeps those it has', async () => {
    const a = await start()
    const kept = new Dialled(a, LIMIT)
    await waitUntil('it has as many as it takes', () => a.stats().streamsAccepted === LIMIT)
    expect(a.stats().streamsRefused).toBe(0)
    const refused = new Dialled(a, 200)
    await waitUntil('the others are closed', () => refused.closed === 200)
    expect(a.stats()).toMatchObject({ streamsAccepted: LIMIT, streamsRefused: 200 })
    expect(kept.closed).toBe(0)
  })

  it('takes new ones once others have gone', async () => {
    const a = await start()
    const first = new Dialled(a, LIMIT)
    await waitUntil('it has as many as it takes', () => a.stats().streamsAccepted === LIMIT)
    for (const socket of first.sockets) socket.destroy()
    const b = await createNode({ name: 'b', bind: '127.0.0.1:0', join: a.address })
    open.push({ destroy: () => b.close() })
    await b.ready
    expect(a.members().length).toBe(2)
  })

  it('does not count links among the exchanges, however many peers have one', async () => {
    const a = await start()
    const greeting = HELLO.length - 2 // the node's own hello names no port
    const links: Dialled[] = []
    for (let i = 0; i < 3; i++) {
      const some = new Dialled(a, 100, HELLO) // until it has said hello, a link may be an exchange
      links.push(some)
      await waitUntil('all are greeted', () => some.received === 100 * greeting)
    }
    expect(links.map(({ closed }) => closed)).toEqual([0, 0, 0])
    expect(a.stats().streamsRefused).toBe(0)
  })
})
