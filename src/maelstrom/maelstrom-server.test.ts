import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordingEnv } from '../core/recording-env.ts'
import type { Body, Envelope } from './envelope.ts'
import { readEnvelope } from './envelope.ts'
import type { JsonObject } from './json.ts'
import { MaelstromServer } from './maelstrom-server.ts'
import type { WorkloadName } from './workloads/index.ts'

interface Served {
  readonly server: MaelstromServer
  readonly complaints: string[]
  /** Says a line. @returns what is written to that */
  readonly say: (line: string) => Envelope[]
  /** Asks as a client. @returns the body of what is written first */
  readonly ask: (body: JsonObject) => Body | undefined
}

function serve(workload: WorkloadName): Served {
  const written: string[] = []
  const complaints: string[] = []
  const server = new MaelstromServer(workload, {
    environment: (self) => new RecordingEnv({ self }),
    write: (line) => written.push(line),
    complain: (text) => complaints.push(text),
  })
  const say = (line: string): Envelope[] => {
    server.onLine(line)
    return written.splice(0).map((text) => readEnvelope(text) as Envelope)
  }
  return { server, complaints, say, ask: (body) => say(JSON.stringify({ src: 'c1', dest: 'n1', body }))[0]?.body }
}

const INIT = { type: 'init', msg_id: 1, node_id: 'n1', node_ids: ['n2', 'n1'] }

function begun(workload: WorkloadName): Served {
  const served = serve(workload)
  expect(served.ask(INIT)?.type).toBe('init_ok')
  return served
}

describe('a node under Maelstrom', () => {
  it('says that it has not been initialized, and how it must be', () => {
    const { ask } = serve('echo')
    expect(ask({ type: 'echo', msg_id: 1, echo: 1 })).toMatchObject({ type: 'error', code: 11, in_reply_to: 1 })
    expect(ask({ ...INIT, node_id: 'n3' })).toMatchObject({ code: 12, text: 'node_id is not among node_ids' })
    expect(ask({ ...INIT, node_ids: ['n1', 'n1'] })).toMatchObject({ code: 12, text: 'node_ids has a name twice' })
    expect(ask({ ...INIT, node_ids: 'n1' })).toMatchObject({ code: 12 })
    expect(ask(INIT)).toEqual({ type: 'init_ok', in_reply_to: 1 })
    expect(ask(INIT)).toMatchObject({ type: 'error', code: 22 })
  })

  it('answers a line that is no message where it can, and complains of every one', () => {
    const { say, complaints } = begun('echo')
    expect(say('{')).toEqual([])
    expect(say('[]')).toEqual([])
    expect(say('{"src":"c1","body":{"type":"echo","msg_id":"x"}}')).toEqual([])
    const [answer] = say('{"src":"c1","dest":"n1","body":{"msg_id":5}}')
    expect(answer).toMatchObject({ src: 'n1', dest: 'c1', body: { type: 'error', code: 12, in_reply_to: 5 } })
    expect(complaints).toHaveLength(4)
    expect(complaints[0]).toBe('a line that is no message: no JSON')
  })

  it('does what nobody waits for, without an answer', () => {
    const { ask } = begun('broadcast')
    expect(ask({ type: 'broadcast', message: 7 })).toBeUndefined()
    expect(ask({ type: 'read', msg_id: 2 })?.['messages']).toEqual([7])
  })

  it('leaves answers alone, and gossip that cannot be read or is from nobody', () => {
    const { say, complaints } = begun('broadcast')
    expect(say('{"src":"n2","dest":"n1","body":{"type":"x_ok","in_reply_to":3,"msg_id":4}}')).toEqual([])
    expect(complaints).toEqual([])
    expect(say('{"src":"n2","dest":"n1","body":{"type":"gossip","message":{"tag":44}}}')).toEqual([])
    expect(say('{"src":"n9","dest":"n1","body":{"type":"gossip","message":{"tag":113}}}')).toEqual([])
    expect(complaints).toEqual(['gossip of n2 that cannot be read', 'gossip of n9 that cannot be read'])
  })

  it('never throws, whatever the line', () => {
    const field = fc.oneof(fc.jsonValue(), fc.constantFrom('gossip', 'broadcast', 'read', 'init', 'n1', 'n2'))
    const body = fc.dictionary(fc.constantFrom('type', 'msg_id', 'message', 'in_reply_to', 'txn', '__proto__'), field)
    const line = fc.oneof(
      fc.string(),
      fc.record({ src: field, dest: field, body }).map((value) => JSON.stringify(value)),
    )
    const { say } = begun('txn-rw-register')
    fc.assert(
      fc.property(line, (text) => {
        for (const { body: reply } of say(text)) expect(reply.in_reply_to).toBeTypeOf('number')
      }),
      { numRuns: 500 },
    )
  })
})

describe('the workloads', () => {
  it('name the field that is wrong', () => {
    expect(begun('g-counter').ask({ type: 'add', msg_id: 2, delta: -1 })).toMatchObject({ code: 12 })
    expect(begun('pn-counter').ask({ type: 'add', msg_id: 2, delta: 0.5 })).toMatchObject({ code: 12 })
    const text = begun('g-set').ask({ type: 'add', msg_id: 2 })?.['text']
    expect(text).toContain('element: ')
    const unknown = begun('g-set').ask({ type: 'remove', msg_id: 2 })
    expect(unknown).toMatchObject({ code: 10, text: 'there is no request of the type "remove" in this workload' })
  })

  it('refuse a total that is no safe integer', () => {
    const { ask } = begun('pn-counter')
    expect(ask({ type: 'add', msg_id: 2, delta: Number.MAX_SAFE_INTEGER })?.type).toBe('add_ok')
    expect(ask({ type: 'add', msg_id: 3, delta: 1 })).toMatchObject({ code: 22 })
    expect(ask({ type: 'read', msg_id: 4 })?.['value']).toBe(Number.MAX_SAFE_INTEGER)
  })

  it('give ids that differ, also between lives of one node', () => {
    const ids = new Set<unknown>()
    for (let life = 0; life < 3; life++) {
      const written: Envelope[] = []
      const server = new MaelstromServer('unique-ids', {
        environment: (self) => new RecordingEnv({ self, seed: life }),
        write: (line) => written.push(readEnvelope(line) as Envelope),
        complain: () => {},
      })
      for (const body of [INIT, ...Array.from({ length: 5 }, () => ({ type: 'generate', msg_id: 2 }))]) {
        server.onLine(JSON.stringify({ src: 'c1', dest: 'n1', body }))
      }
      for (const { body } of written.slice(1)) ids.add(body['id'])
    }
    expect(ids.size).toBe(15)
  })
})
