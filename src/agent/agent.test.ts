import { afterEach, describe, expect, it } from 'vitest'
import { freePort } from '../../test/support/free-ports.ts'
import { waitUntil } from '../../test/support/wait-until.ts'
import type { Logger } from '../node/api.ts'
import { type Agent, type AgentOptions, createAgent } from './agent.ts'
import { VERSION } from './version.ts'

const running: Agent[] = []

async function start(options: AgentOptions = {}): Promise<Agent> {
  const serf = { leavePropagateMs: 20 }
  const agent = await createAgent({ name: 'a', bind: '127.0.0.1:0', http: '127.0.0.1:0', serf, ...options })
  running.push(agent)
  return agent
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((agent) => agent.close()))
})

/** Whether something answers there. */
function answers(http: string | undefined): Promise<boolean> {
  return fetch(`http://${http}/v1/hearsay/health/live`).then(
    () => true,
    () => false,
  )
}

/** A logger that keeps what it is told, as "level message". */
function diary(): { lines: string[]; logger: Logger } {
  const lines: string[] = []
  const at = (level: string) => (_fields: object, message: string) => void lines.push(`${level} ${message}`)
  return { lines, logger: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') } }
}

describe('an agent', () => {
  it('tells what it is, with the defaults that it runs by', async () => {
    const agent = await start({ tags: { role: 'web' } })
    const { uptimeMs, ...info } = agent.info()
    expect(info).toMatchObject({
      schema: 1,
      name: 'a',
      address: agent.node.address,
      http: agent.httpAddress,
      version: VERSION,
      profile: 'lan',
      dialect: 'serf',
      encrypted: false,
      label: null,
      tags: { role: 'web' },
      stats: { liveMembers: 1 },
    })
    expect(uptimeMs).toBeGreaterThanOrEqual(0)
    const key = Buffer.alloc(16, 1).toString('base64')
    const other = await start({ name: 'b', profile: 'local', dialect: 'memberlist', label: 'blue', key, http: false })
    expect(other.info()).toMatchObject({
      profile: 'local',
      dialect: 'memberlist',
      label: 'blue',
      encrypted: true,
      http: 'off',
    })
  })

  it('leaves, so that nobody takes it for failed, and is gone', async () => {
    const [a, b] = [await start(), await start({ name: 'b' })]
    await b.node.join(a.node.address)
    const { httpAddress } = b
    await Promise.all([b.leave(), b.leave()])
    await b.ended
    await waitUntil('a sees b left', () => a.node.member('b')?.status === 'left')
    expect(await answers(httpAddress)).toBe(false)
    expect(await answers(a.httpAddress)).toBe(true)
  })

  it('ends with the block that it was made for', async () => {
    let ended: Promise<void> | undefined
    {
      await using agent = await start()
      ended = agent.ended
    }
    await ended
    expect(running[0]?.node.isClosed).toBe(true)
  })

  it('ends with its node, whoever ends that', async () => {
    const abort = new AbortController()
    const agents = await Promise.all([start(), start({ name: 'b' }), start({ name: 'c', signal: abort.signal })])
    const [a, b] = agents
    const places = agents.map(({ httpAddress }) => httpAddress)
    await Promise.all([a.node.close(), b.node.leave()])
    abort.abort()
    await Promise.all(agents.map((agent) => agent.ended))
    for (const place of places) expect(await answers(place)).toBe(false)
  })

  it('logs every change of the cluster in a line', async () => {
    const { lines, logger } = diary()
    const a = await start({ logger })
    const b = await start({ name: 'b' })
    await b.node.join(a.node.address)
    b.node.sendEvent('deploy', 'secret')
    await waitUntil('the event is logged', () => lines.includes('debug user event'))
    await b.leave()
    await waitUntil('the leave is logged', () => lines.includes('info member left'))
    expect(lines.filter((line) => line === 'info member joined')).toHaveLength(1)
    expect(lines.join()).not.toContain('secret')
  })
})

describe('an agent that cannot begin', () => {
  it('gives back the port of its node', async () => {
    const taken = await start()
    const port = await freePort()
    const options = { name: 'b', bind: `127.0.0.1:${port}` }
    const http = taken.httpAddress ?? ''
    await expect(createAgent({ ...options, http })).rejects.toMatchObject({ code: 'ERR_PORT_IN_USE' })
    expect((await start(options)).node.address).toBe(options.bind)
  })

  it('is refused by a signal that came before or meanwhile, and leaves nothing behind', async () => {
    const options = { name: 'b', bind: '127.0.0.1:0', http: '127.0.0.1:0' }
    await expect(createAgent({ ...options, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'ERR_ABORTED',
    })
    const abort = new AbortController()
    const beginning = createAgent({ ...options, signal: abort.signal })
    abort.abort()
    await expect(beginning).rejects.toMatchObject({ code: 'ERR_ABORTED' })
  })
})
