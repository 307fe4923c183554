import { request as httpRequest } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../../../test/support/wait-until.ts'
import { type Agent, type AgentOptions, createAgent } from '../agent.ts'

const running: Agent[] = []

async function start(options: AgentOptions = {}): Promise<Agent> {
  const agent = await createAgent({
    name: 'a',
    bind: '127.0.0.1:0',
    http: '127.0.0.1:0',
    serf: { leavePropagateMs: 20 },
    ...options,
  })
  running.push(agent)
  return agent
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((agent) => agent.close()))
})

interface Answer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
}

async function ask(agent: Agent, method: string, path: string, body?: unknown): Promise<Answer> {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`http://${agent.httpAddress}/v1/hearsay/${path}`, {
    method,
    ...(body === undefined ? {} : { headers, body: JSON.stringify(body) }),
  })
  return { status: answer.status, body: (await answer.json()) as Answer['body'] }
}

/** Headers that fetch does not let us set. */
function askWith(agent: Agent, headers: Record<string, string>): Promise<number> {
  const [host, port] = (agent.httpAddress ?? '').split(':')
  return new Promise((resolve, reject) => {
    httpRequest({ host, port, path: '/v1/hearsay/members', headers }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
      .on('error', reject)
      .end()
  })
}

describe('the agent over HTTP', () => {
  it('tells its members, what it is, and how it does', async () => {
    const agent = await start({ tags: { role: 'web' } })
    const members = await ask(agent, 'GET', 'members')
    expect(members.body).toMatchObject({ schema: 1, members: [{ name: 'a', status: 'alive', tags: { role: 'web' } }] })
    const info = await ask(agent, 'GET', 'info')
    expect(info.body).toMatchObject({ name: 'a', profile: 'lan', encrypted: false, label: null, pid: process.pid })
    expect((await ask(agent, 'GET', 'stats')).body).toMatchObject({ schema: 1, health: 0, liveMembers: 1, dropped: {} })
    expect(info.body['stats']).toMatchObject({ streamsAccepted: 0, streamsRefused: 0 })
    expect((await ask(agent, 'GET', 'health/live')).status).toBe(200)
    expect((await ask(agent, 'GET', 'health/ready')).body).toEqual({ schema: 1, ready: true })
  })

  it('is not ready before a seed has answered', async () => {
    const agent = await start({ join: '127.0.0.1:1' })
    expect(await ask(agent, 'GET', 'health/ready')).toEqual({ status: 503, body: { schema: 1, ready: false } })
  })

  it('joins, sets tags, fires events and leaves', async () => {
    const a = await start()
    const b = await start({ name: 'b' })
    const joined = await ask(b, 'POST', 'join', { addresses: [a.node.address, '127.0.0.1:1'] })
    expect(joined.body).toMatchObject({ joined: [a.node.address], failed: [{ address: '127.0.0.1:1' }] })
    const heard = new Promise((resolve) => a.node.once('event', resolve))
    const fired = await ask(b, 'POST', 'event', { name: 'deploy', payload: 'v1' })
    expect(fired.body).toMatchObject({ ltime: 1, recipients: 1 })
    expect(await heard).toMatchObject({ name: 'deploy' })
    expect((await ask(b, 'PUT', 'tags', { tags: { x: '1' } })).body).toEqual({ schema: 1, tags: { x: '1' } })
    expect((await ask(b, 'POST', 'leave', {})).body).toEqual({ schema: 1, left: true })
    await b.ended
    await waitUntil('a sees b left', () => a.node.member('b')?.status === 'left')
  })

  it('streams events one JSON object a line, payloads as base64 and as text', async () => {
    const agent = await start()
    const abort = new AbortController()
    const answer = await fetch(`http://${agent.httpAddress}/v1/hearsay/events?types=event`, { signal: abort.signal })
    agent.node.sendEvent('text', 'grüß')
    agent.node.sendEvent('bytes', Uint8Array.of(255, 0))
    let text = ''
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk as Uint8Array).toString()
      if (text.split('\n').length > 2) break
    }
    abort.abort()
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { event: unknown })
    expect(lines.map((line) => line.event)).toEqual([
      { name: 'text', ltime: 1, coalesce: false, payload: 'Z3LDvMOf', text: 'grüß' },
      { name: 'bytes', ltime: 2, coalesce: false, payload: '/wA=', text: null },
    ])
  })

  it('answers what it cannot do with a code, a message and a status', async () => {
    const agent = await start()
    const cases: [string, string, unknown, number, RegExp][] = [
      ['POST', 'join', {}, 400, /addresses/],
      ['POST', 'join', { addresses: [] }, 400, /addresses/],
      ['POST', 'join', { addresses: ['a b'] }, 400, /"a b" is not an address/],
      ['POST', 'event', { name: 'x', payload: 'y', extra: 1 }, 400, /extra/],
      ['POST', 'event', { name: '' }, 400, /name/],
      ['POST', 'event', { name: 'x', payloadBase64: '?' }, 400, /^payloadBase64: it is not base64$/],
      ['POST', 'event', { name: 'x', payload: 'a', payloadBase64: 'YQ==' }, 400, /not both/],
      ['POST', 'join', { addresses: Array.from({ length: 257 }, () => '10.0.0.1') }, 400, /addresses: /],
      ['POST', 'join', { addresses: ['x'.repeat(513)] }, 400, /addresses\.0: /],
      ['PUT', 'tags', undefined, 400, /tags/],
      ['POST', 'event', { name: 'x'.repeat(600) }, 413, /takes 600 bytes, the limit is 512/],
      ['PUT', 'tags', { tags: { a: 'x'.repeat(600) } }, 413, /the limit is 512/],
      ['PUT', 'tags', { tags: { a: 1 } }, 400, /tags\.a/],
      ['GET', 'events?types=jion', undefined, 400, /"jion" is not one of/],
      ['GET', 'nothing', undefined, 404, /nothing is served/],
      ['DELETE', 'members', undefined, 404, /nothing is served/],
    ]
    for (const [method, path, body, status, message] of cases) {
      const answer = await ask(agent, method, path, body)
      expect([path, answer.status]).toEqual([path, status])
      expect((answer.body['error'] as { message: string }).message).toMatch(message)
    }
  })

  it('takes no body that is torn, too long or no JSON', async () => {
    const agent = await start()
    const url = `http://${agent.httpAddress}/v1/hearsay/event`
    const post = (body: string, type = 'application/json'): Promise<number> =>
      fetch(url, { method: 'POST', body, headers: { 'content-type': type } }).then((answer) => answer.status)
    expect(await post('{"name"')).toBe(400)
    expect(await post(JSON.stringify({ name: 'x'.repeat(200_000) }))).toBe(413)
    expect(await post('name=x', 'text/plain')).toBe(415)
    expect(await post('name=x', 'application/x-www-form-urlencoded')).toBe(415)
    expect((await ask(agent, 'GET', 'members')).status).toBe(200)
  })

  it('does not speak to web pages', async () => {
    const agent = await start()
    expect(await askWith(agent, { host: 'rebound.example' })).toBe(403)
    expect(await askWith(agent, { origin: 'https://page.example' })).toBe(403)
    expect(await askWith(agent, { host: agent.httpAddress ?? '' })).toBe(200)
    expect(await askWith(agent, { host: 'localhost:1' })).toBe(200)
    expect(await askWith(agent, { host: '[::1]:1' })).toBe(200)
  })

  it('does not begin where others could reach it, or where somebody listens', async () => {
    const agent = await start()
    await expect(start({ name: 'b', http: '0.0.0.0:0' })).rejects.toMatchObject({ code: 'ERR_INSECURE_BIND' })
    const http = agent.httpAddress ?? ''
    await expect(start({ name: 'b', http })).rejects.toMatchObject({ code: 'ERR_PORT_IN_USE' })
    await expect(start({ name: 'b', http: 'example.org:1' })).rejects.toMatchObject({ code: 'ERR_BAD_ADDRESS' })
  })

  it('may have no HTTP at all', async () => {
    const agent = await start({ http: false })
    expect(agent.httpAddress).toBeUndefined()
    expect(agent.info().http).toBe('off')
  })

  it('ends when told by a signal', async () => {
    const abort = new AbortController()
    const agent = await start({ signal: abort.signal })
    abort.abort()
    await agent.ended
    await expect(ask(agent, 'GET', 'members')).rejects.toThrow()
  })
})
