import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { waitUntil } from '../../test/support/wait-until.ts'
import { AgentClient } from './agent-client.ts'
import { CliError } from './exit-codes.ts'

let server: Server | undefined

afterEach(() => {
  server?.closeAllConnections()
  server?.close()
  server = undefined
})

/** A client of a server that answers like this. */
async function clientOf(listener: RequestListener, limitMs?: number): Promise<AgentClient> {
  const listening = createServer(listener)
  server = listening
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  return new AgentClient(`127.0.0.1:${(listening.address() as AddressInfo).port}`, limitMs)
}

function answering(status: number, body: string): Promise<AgentClient> {
  return clientOf((_request, answer) => answer.writeHead(status).end(body))
}

/** Exit code and words of what it throws. */
async function fault(act: Promise<unknown>): Promise<[number, string]> {
  try {
    await act
  } catch (error) {
    if (error instanceof CliError) return [error.exitCode, error.message.replace(/127\.0\.0\.1:\d+/, 'HOST')]
    throw error
  }
  return [0, '']
}

async function readAll(client: AgentClient, signal?: AbortSignal): Promise<unknown[]> {
  const events: unknown[] = []
  for await (const event of client.events([], signal)) events.push(event)
  return events
}

const STRANGER = [5, 'what answers on HOST is not a hearsay agent']

describe('the client of an agent', () => {
  it('says where it looked when nobody answers, and what to do', async () => {
    expect(await fault(new AgentClient('127.0.0.1:1').members())).toEqual([
      5,
      'no agent answers on HOST: start one with "hearsay agent", or say where it is with --http or HEARSAY_HTTP_ADDR',
    ])
    expect((await fault(new AgentClient('no address').info()))[0]).toBe(5)
  })

  it('hands on the words of a refusal, with an exit code for its kind', async () => {
    const refusals = [
      ['ERR_BAD_REQUEST', 2],
      ['ERR_BAD_ADDRESS', 2],
      ['ERR_FOREIGN_HOST', 6],
      ['ERR_FOREIGN_ORIGIN', 6],
      ['ERR_EVENT_TOO_LARGE', 1],
      ['ERR_CLOSED', 1],
    ] as const
    for (const [code, exitCode] of refusals) {
      const client = await answering(400, JSON.stringify({ schema: 1, error: { code, message: 'no' } }))
      expect([code, ...(await fault(client.leave()))]).toEqual([code, exitCode, 'no'])
      server?.close()
    }
  })

  it('lets nothing of a refusal act on the terminal', async () => {
    const client = await answering(400, JSON.stringify({ error: { code: 'ERR_X', message: 'a\u001b[2Jb' } }))
    expect(await fault(client.info())).toEqual([1, 'a\\u001b[2Jb'])
  })

  it('knows a stranger by his answers, good ones and refusals', async () => {
    for (const body of ['', '<html>', 'null', '[]', '7', '{}', '{"members":[]}', '{"error":"busy"}', '{"error":{}}'])
      for (const status of [200, 404, 503]) {
        const client = await answering(status, body)
        expect(await fault(client.members())).toEqual(STRANGER)
        server?.close()
      }
  })

  it('says that the agent is gone when an answer breaks off', async () => {
    const client = await clientOf((_request, answer) => {
      answer.writeHead(200, { 'content-length': '100' })
      answer.write('{"schema":', () => answer.destroy())
    })
    expect(await fault(client.stats())).toEqual([5, 'the agent on HOST is gone'])
    expect(await fault(readAll(client))).toEqual([5, 'the agent on HOST is gone'])
  })

  it('does not wait for ever for an agent that is stopped, but for events', async () => {
    const silent = await clientOf(() => {}, 50)
    expect(await fault(silent.members())).toEqual([124, 'the agent on HOST has not answered within 0.05 s'])
    server?.closeAllConnections()
    server?.close()
    const late = await clientOf((_request, answer) => {
      answer.writeHead(200).flushHeaders()
      setTimeout(() => answer.end('{"type":"gap","at":1,"missed":2}\n'), 100)
    }, 50)
    expect(await fault(late.stats())).toEqual([124, 'the agent on HOST has not answered within 0.05 s'])
    expect(await readAll(late)).toHaveLength(1)
  })

  it('sends what an agent understands', async () => {
    const asked: string[] = []
    const client = await clientOf((request, answer) => {
      let body = ''
      request.on('data', (chunk: Buffer) => (body += chunk.toString()))
      request.on('end', () => {
        asked.push(`${request.method} ${request.url} ${body}`)
        answer.end('{"schema":1}')
      })
    })
    await client.members()
    await client.join(['10.0.0.1'], true)
    await client.event('deploy', Uint8Array.of(255, 0), false)
    await readAll(client)
    for await (const event of client.events(['join', 'fail'])) expect(event).toEqual({ schema: 1 })
    expect(asked).toEqual([
      'GET /v1/hearsay/members ',
      'POST /v1/hearsay/join {"addresses":["10.0.0.1"],"replay":true}',
      'POST /v1/hearsay/event {"name":"deploy","payloadBase64":"/wA=","coalesce":false}',
      'GET /v1/hearsay/events ',
      'GET /v1/hearsay/events?types=join%2Cfail ',
    ])
  })

  it('gives events one by one until the agent ends the stream', async () => {
    const lines = ['{"type":"gap","at":1,"missed":2}', '{"type":"health","at":2,"score":1}']
    const client = await answering(200, `${lines.join('\n')}\n`)
    expect(await readAll(client)).toEqual(lines.map((line) => JSON.parse(line) as unknown))
  })

  it('leaves it to the signal when that ends a request', async () => {
    let begun = 0
    const client = await clientOf((_request, answer) => {
      answer.writeHead(200).flushHeaders()
      begun++
    })
    const end = new AbortController()
    const asking = [client.members(end.signal), readAll(client, end.signal)]
    for (const one of asking) one.catch(() => {}) // it is looked at below
    await waitUntil('both are being answered', () => begun === 2)
    end.abort(new Error('enough'))
    for (const one of asking) await expect(one).rejects.toThrow('enough')
  })
})
