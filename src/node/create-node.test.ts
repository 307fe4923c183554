import { createSocket } from 'node:dgram'
import { getEventListeners } from 'node:events'
import { connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { statuses } from '../../test/support/statuses.ts'
import { waitUntil } from '../../test/support/wait-until.ts'
import type { NodeEvent, NodeOptions, NodeWarning } from './api.ts'
import { createNode } from './create-node.ts'
import type { HearsayNode } from './hearsay-node.ts'

const open: HearsayNode[] = []
const FAST = { probeIntervalMs: 100, probeTimeoutMs: 50, gossipIntervalMs: 20, suspicionMult: 3 }
const KEY = Buffer.alloc(32, 1).toString('base64')
const OTHER_KEY = Buffer.alloc(32, 2).toString('base64')

async function make(name: string, options: NodeOptions = {}): Promise<HearsayNode> {
  const node = await createNode({ name, bind: '127.0.0.1:0', swim: FAST, serf: { leavePropagateMs: 50 }, ...options })
  open.push(node)
  return node
}

function warnings(node: HearsayNode): NodeWarning[] {
  const seen: NodeWarning[] = []
  node.on('warning', (warning) => seen.push(warning))
  return seen
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((node) => node.close()))
})

describe('nodes on real sockets', () => {
  it('find each other, share tags, tell events once, and see one leave', async () => {
    const a = await make('a', { tags: { role: 'web' } })
    const b = await make('b', { join: a.address })
    const c = await make('c', { join: [b.address] })
    await Promise.all([b.ready, c.ready])
    await waitUntil('all see three', () => [a, b, c].every((node) => node.members().length === 3))
    expect(c.member('a')?.tags).toEqual({ role: 'web' })
    const heard: string[] = []
    for (const node of [a, b, c]) node.on('event', (event) => heard.push(`${node.name}:${event.name}`))
    expect(b.sendEvent('deploy', 'v1')).toEqual({ ltime: 1, recipients: 2 })
    await waitUntil('all heard', () => heard.length >= 3)
    a.setTags({ role: 'db' })
    await waitUntil('tags arrive', () => c.member('a')?.tags['role'] === 'db')
    await c.leave()
    await waitUntil('c has left', () => statuses(a)['c'] === 'left')
    expect(heard.sort()).toEqual(['a:deploy', 'b:deploy', 'c:deploy'])
  })

  it('find the dead and see them come back under their old name, whatever their incarnation was', async () => {
    const a = await make('a')
    const b = await make('b', { join: a.address })
    await b.ready
    b.setTags({ life: '1' })
    b.setTags({ life: '2' })
    await waitUntil('tags arrive', () => a.member('b')?.tags['life'] === '2')
    await b.close()
    await waitUntil('b is found failed', () => statuses(a)['b'] === 'failed')
    const again = await make('b', { join: a.address, bind: b.address })
    await again.ready
    await waitUntil('b is back', () => statuses(a)['b'] === 'alive')
    expect(again.incarnation).toBeGreaterThan(1)
  })

  it('let a name come back from another address once its holder is dead', async () => {
    const a = await make('a')
    const b = await make('b', { join: a.address })
    await b.ready
    await b.close()
    const moved = await make('b', { join: a.address })
    expect(moved.address).not.toBe(b.address)
    await waitUntil(
      'the new b is there',
      () => a.member('b')?.address === moved.address && statuses(a)['b'] === 'alive',
      {
        limitMs: 20_000,
      },
    )
  })

  it('speak encrypted under a label, and drop what comes without', async () => {
    const a = await make('a', { key: KEY, label: 'prod' })
    const b = await make('b', { key: [OTHER_KEY, KEY], label: 'prod' })
    const foreign = await make('c', { key: KEY, label: 'test' })
    const seen = { a: warnings(a), b: warnings(b) }
    const result = await b.join(a.address)
    expect(result.joined).toEqual([]) // b's primary key is not known to a
    expect(result.failed[0]?.reason).toMatch(/refused: No installed keys|could not be read/)
    expect((await a.join(b.address)).failed[0]?.reason).toBeDefined()
    expect((await foreign.join(a.address)).joined).toEqual([])
    expect(seen.a.map((warning) => warning.code)).toEqual(
      expect.arrayContaining(['ERR_WRONG_KEY', 'ERR_FOREIGN_LABEL']),
    )
    const d = await make('d', { key: [KEY, OTHER_KEY], label: 'prod', join: a.address })
    await d.ready
    expect(statuses(a)).toEqual({ a: 'alive', d: 'alive' })
  })

  it('work over IPv6', async () => {
    const a = await make('a', { bind: '[::1]:0' })
    const b = await make('b', { bind: '[::1]:0', join: a.address })
    await b.ready
    await waitUntil('both see two', () => a.members().length === 2)
    expect(a.member('b')?.host).toBe('::1')
  })

  it('know nothing of Serf in the memberlist dialect', async () => {
    const a = await make('a', { dialect: 'memberlist' })
    const b = await make('b', { dialect: 'memberlist', join: a.address })
    await b.ready
    expect(() => a.sendEvent('x')).toThrow(expect.objectContaining({ code: 'ERR_UNSUPPORTED' }))
    expect(a.member('b')?.versions).toEqual([1, 5, 2, 0, 0, 0])
    await b.leave()
    await waitUntil('b has left', () => statuses(a)['b'] === 'left')
  })

  it('say what they know beyond memberlist, which is nothing if they are told to', async () => {
    for (const [dialect, application] of Object.entries({ serf: [2, 5, 5], memberlist: [0, 0, 0] })) {
      const options = { dialect, broadcasts: false } as NodeOptions
      const a = await make('a', { ...options, accrual: {} })
      const b = await make('b', { ...options, join: a.address })
      await waitUntil('both see both', () => a.members().length === 2 && b.members().length === 2)
      expect(b.member('a')?.versions).toEqual([1, 0x69, 2, ...application])
      expect(a.member('b')?.versions).toEqual([1, 5, 2, ...application])
    }
    const whole = await make('whole', { accrual: {} })
    expect(whole.member('whole')?.versions).toEqual([1, 0x6b, 2, 2, 5, 5])
  })
})

describe('the interface of a node', () => {
  it('throws nothing for having no peers', async () => {
    const a = await make('a')
    expect(a.sendEvent('alone')).toEqual({ ltime: 1, recipients: 0 })
    expect((await a.join('127.0.0.1:1')).failed).toHaveLength(1)
    expect((await a.join('no-such-host.invalid:1')).failed[0]?.reason).toMatch(/cannot be resolved/)
    await a.leave()
  })

  it('waits for the answer to a join without end if it is told to', async () => {
    const silent = createServer()
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const { port } = silent.address() as { port: number }
    const a = await make('a')
    const joining = a.join(`127.0.0.1:${port}`, { timeoutMs: Number.POSITIVE_INFINITY })
    expect(await Promise.race([joining, sleep(100)])).toBeUndefined()
    await a.close()
    expect((await joining).failed[0]?.reason).toBe('the node was closed')
    silent.close()
  })

  it('gives frozen members that stay the same while nothing changes', async () => {
    const a = await make('a')
    const [first] = a.members()
    expect(Object.isFrozen(first)).toBe(true)
    expect(a.members()[0]).toBe(first)
    a.setTags({ x: '1' })
    expect(a.members()[0]).not.toBe(first)
  })

  it('shows its own new tags, as those of anybody else', async () => {
    const a = await make('a')
    a.setTags({ x: '1' })
    expect(a.member('a')?.tags).toEqual({ x: '1' })
    expect(a.members()[0]?.tags).toEqual({ x: '1' })
  })

  it('iterates over events until the signal, and disposes of a node by leaving', async () => {
    const a = await make('a')
    const abort = new AbortController()
    const seen: NodeEvent['type'][] = []
    const reading = (async () => {
      for await (const event of a.events({ signal: abort.signal, types: ['join', 'leave'] })) seen.push(event.type)
    })()
    {
      const b = await make('b', { join: a.address })
      await b.ready
      await b[Symbol.asyncDispose]()
      expect(b.isClosed).toBe(true)
    }
    await waitUntil('b has left', () => statuses(a)['b'] === 'left')
    abort.abort()
    await reading
    expect(seen).toEqual(['join', 'leave'])
  })

  it('closes when its signal is aborted, and refuses to begin with an aborted one', async () => {
    const abort = new AbortController()
    const a = await make('a', { signal: abort.signal })
    abort.abort()
    await waitUntil('closed', () => a.isClosed)
    expect(() => a.sendEvent('x')).toThrow(expect.objectContaining({ code: 'ERR_CLOSED' }))
    await expect(createNode({ signal: abort.signal })).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })

  it('lets go of whoever waits for its seeds when it is closed', async () => {
    const a = await make('a', { join: '127.0.0.1:1' })
    const waiting = a.ready.then(() => a.isClosed)
    expect(await Promise.race([waiting, sleep(50)])).toBeUndefined()
    await a.close()
    expect(await waiting).toBe(true)
  })

  it('does not begin when it is aborted while it binds, and forgets a signal that outlives it', async () => {
    const abort = new AbortController()
    const beginning = createNode({ bind: '127.0.0.1:0', signal: abort.signal })
    abort.abort()
    await expect(beginning).rejects.toMatchObject({ code: 'ERR_ABORTED' })
    const { signal } = new AbortController()
    const a = await make('a', { signal })
    expect(getEventListeners(signal, 'abort')).toHaveLength(1)
    await a.close()
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })

  it('gives each mistake its own error', async () => {
    const a = await make('a')
    const cases: readonly (readonly [NodeOptions, string])[] = [
      [{ bind: a.address }, 'ERR_PORT_IN_USE'],
      [{ bind: '0.0.0.0:0' }, 'ERR_INSECURE_BIND'],
      [{ bind: 'localhost:0' }, 'ERR_BAD_ADDRESS'],
      [{ bind: '203.0.113.7:0', insecure: true }, 'ERR_BAD_ADDRESS'],
      [{ key: 'c2hvcnQ=' }, 'ERR_BAD_KEY'],
      [{ name: '' }, 'ERR_BAD_OPTION'],
      [{ label: 'x'.repeat(256) }, 'ERR_BAD_OPTION'],
      [{ join: 'nonsense:port' }, 'ERR_BAD_ADDRESS'],
      [{ tags: { big: 'x'.repeat(600) } }, 'ERR_TAGS_TOO_LARGE'],
      [{ advertise: '0.0.0.0:7946' }, 'ERR_NO_ADVERTISE'],
      [{ advertise: 'web-1.example:7946' }, 'ERR_BAD_ADDRESS'],
      [{ tags: { count: 1 as unknown as string } }, 'ERR_BAD_OPTION'],
      [{ serf: { eventBuffer: 2.5 } }, 'ERR_BAD_OPTION'],
      [{ serf: { eventBuffer: 1e9 } }, 'ERR_BAD_OPTION'],
      [{ serf: { valueOf: 1 } } as unknown as NodeOptions, 'ERR_BAD_OPTION'],
      [{ swim: { probeIntervalMs: -1 } }, 'ERR_BAD_OPTION'],
      [{ accrual: { threshold: -1 } }, 'ERR_BAD_OPTION'],
      [{ nodeName: 'x' } as NodeOptions, 'ERR_BAD_OPTION'],
    ]
    for (const [options, code] of cases) {
      await expect(createNode({ name: 'x', bind: '127.0.0.1:0', ...options })).rejects.toMatchObject({ code })
    }
    expect(() => a.sendEvent('big', 'x'.repeat(600))).toThrow(expect.objectContaining({ code: 'ERR_EVENT_TOO_LARGE' }))
    const wide = await make('wide', { serf: { userEventLimit: 9216 } })
    expect(() => wide.sendEvent('big', 'x'.repeat(1400))).toThrow(/takes 1403 bytes, the limit is 13\d\d:/)
    expect(() => a.setTags({ count: 1 as unknown as string })).toThrow(
      expect.objectContaining({ code: 'ERR_BAD_OPTION' }),
    )
    expect(() => a.setTags({ big: 'x'.repeat(600) })).toThrow(expect.objectContaining({ code: 'ERR_TAGS_TOO_LARGE' }))
  })

  it('survives a listener that throws', async () => {
    const a = await make('a')
    const errors: unknown[] = []
    const onError = (error: unknown): void => void errors.push(error)
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.once('uncaughtException', onError)
    a.once('event', () => {
      throw new Error('mine')
    })
    a.sendEvent('x')
    await sleep(10)
    for (const listener of before) process.on('uncaughtException', listener)
    expect(errors).toMatchObject([{ message: 'mine' }])
    expect(a.members()).toHaveLength(1)
  })
})

describe('bad input', () => {
  it('is counted, told once a minute for each peer and reason, and dropped', async () => {
    const a = await make('a')
    const seen = warnings(a)
    const port = a.member('a')?.port ?? 0
    const udp = createSocket('udp4')
    for (let i = 0; i < 50; i++) udp.send(Uint8Array.from([99, i]), port, '127.0.0.1')
    for (const bytes of [
      [0x0c, 0, 0, 0, 0],
      [7, 1, 0, 0],
      [9, 0x80],
      [0xf4, 3, 97],
    ]) {
      udp.send(Uint8Array.from(bytes), port, '127.0.0.1')
    }
    const tcp = connect(port, '127.0.0.1')
    tcp.on('error', () => {})
    tcp.end(Uint8Array.from([0x14, 0x80]))
    await waitUntil('all were counted', () => Object.values(a.stats().dropped).reduce((x, y) => x + y, 0) >= 55)
    const keys = seen.map((warning) => warning.code)
    expect(new Set(keys).size).toBe(keys.length)
    expect(seen.every((warning) => warning.peer === '127.0.0.1')).toBe(true)
    udp.close()
  })

  it('is counted too when it is only a part of a packet, whose other parts are taken', async () => {
    const a = await make('a')
    const seen = warnings(a)
    const udp = createSocket('udp4')
    const suspect = [3, 0x83, 0xa4, ...Buffer.from('From'), 0xa1, 120, 0xab, ...Buffer.from('Incarnation'), 9]
    const good = [...suspect, 0xa4, ...Buffer.from('Node'), 0xa1, 97]
    const bad = [99]
    const packet = Uint8Array.from([7, 2, 0, bad.length, 0, good.length, ...bad, ...good])
    udp.send(packet, a.member('a')?.port ?? 0, '127.0.0.1')
    await waitUntil('a has refuted', () => a.stats().refutations === 1)
    expect(a.stats().dropped).toEqual({ ERR_UNKNOWN_MESSAGE: 1 })
    expect(seen.map(({ code, peer }) => [code, peer])).toEqual([['ERR_UNKNOWN_MESSAGE', '127.0.0.1']])
    udp.close()
  })
})
