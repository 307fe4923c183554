import { type AddressInfo, createServer, type Server } from 'node:net'
import { describe, expect, it } from 'vitest'
import { parseSweep } from '../plan/sweep-file.ts'
import { pointAt } from '../plan/sweep-plan.ts'
import { QueueBackend } from './queue-backend.ts'
import { queueName, readJob, readMeasured } from './queue-job.ts'
import { load } from './redis-link.ts'
import { serveQueue } from './serve-queue.ts'

const plan = parseSweep('task: spread\nfixed: { nodes: 4 }', 's.yaml')
const point = pointAt(plan, 0)
const job = { software: '1.0.0', task: 'spread', points: [point] }

/** A port of loopback on which nobody listens. */
async function deadPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** As much of Redis as a connection needs to begin: every command is answered. */
async function fakeRedis(): Promise<{ server: Server; url: string }> {
  const server = createServer((socket) => {
    const answer = (command: string): string => (/info/i.test(command) ? '$9\r\nloading:0\r\n' : '+PONG\r\n')
    socket.on('data', (data) => socket.write(data.toString().split(/^\*/m).slice(1).map(answer).join('')))
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { server, url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}` }
}

describe('a job of a queue', () => {
  it('comes out as it went in', () => {
    const { task, points } = readJob(JSON.parse(JSON.stringify(job)), '1.0.0')
    expect(task).toBe(plan.task)
    expect(points).toEqual([point])
  })

  it('is refused from another version, which may measure otherwise', () => {
    expect(() => readJob(job, '1.0.1')).toThrow('the sweep is run by hearsay 1.0.0, but this worker is 1.0.1')
  })

  it('is refused if it is anything else, since anybody may have written it', () => {
    const withParameters = (parameters: unknown): unknown => ({ ...job, points: [{ ...point, parameters }] })
    expect(() => readJob(withParameters({ nodes: 1e9 }), '1.0.0')).toThrow('nodes = 1000000000 must be')
    expect(() => readJob(withParameters({ x: 1 }), '1.0.0')).toThrow('x = 1 is not known')
    expect(() => readJob(withParameters({ toString: 1 }), '1.0.0')).toThrow('toString = 1 is not known')
    expect(() => readJob({ ...job, task: 'rm' }, '1.0.0')).toThrow('there is no task "rm"')
    const tooMany = { ...job, points: Array.from({ length: 101 }, () => point) }
    for (const wrong of [null, {}, { ...job, points: 1 }, withParameters({ nodes: '4' }), tooMany]) {
      expect(() => readJob(wrong, '1.0.0')).toThrow()
    }
  })
})

describe('the answer to a job', () => {
  it('is numbers, and nothing where nothing happened', () => {
    expect(readMeasured({ results: [{ a: 1.5, b: null }], ms: 3 })).toEqual({ results: [{ a: 1.5, b: null }], ms: 3 })
    for (const wrong of [null, { results: [{ a: 'x' }], ms: 1 }, { results: 1, ms: 1 }, { results: [], ms: -1 }]) {
      expect(() => readMeasured(wrong)).toThrow()
    }
  })
})

describe('a queue', () => {
  it('has a name that cannot be mistaken', () => {
    expect(queueName('night-run-2')).toBe('hearsay-sweep-night-run-2')
    for (const wrong of ['', 'A', 'a:b', '-a', 'a'.repeat(64)]) expect(() => queueName(wrong)).toThrow('--name')
  })

  it('where nobody answers says so, to both sides, and without a password', async () => {
    const place = { url: `redis://me:secret@127.0.0.1:${await deadPort()}`, name: 'default', software: '1.0.0' }
    const unreachable = /^no Redis answers on 127\.0\.0\.1:\d+: .*ECONNREFUSED/
    await expect(QueueBackend.open(place)).rejects.toThrow(unreachable)
    await expect(serveQueue({ ...place, signal: new AbortController().signal })).rejects.toThrow(unreachable)
    for (const url of ['http://127.0.0.1:1', 'redis:', 'nonsense']) {
      await expect(QueueBackend.open({ ...place, url })).rejects.toThrow('must be redis://HOST:PORT')
    }
  })

  it('is left with nothing open if there cannot be so many threads', async () => {
    const { server, url } = await fakeRedis()
    const options = { url, name: 'default', software: '1.0.0', signal: new AbortController().signal }
    await expect(serveQueue({ ...options, threads: 0 })).rejects.toThrow('cannot run 0 threads')
    await new Promise((resolve) => server.close(resolve)) // once nobody is connected any more
  })

  it('says how to get what it needs', async () => {
    const missing = (): Promise<never> =>
      Promise.reject(Object.assign(new Error('no'), { code: 'ERR_MODULE_NOT_FOUND' }))
    await expect(load(missing)).rejects.toThrow('npm install bullmq ioredis')
    await expect(load(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  })
})
