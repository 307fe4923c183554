import { describe, expect, it } from 'vitest'
import type { Member, NodeEvent } from '../../node/api.ts'
import type { HearsayNode } from '../../node/hearsay-node.ts'
import { logEvents } from './log-events.ts'

const member = { name: 'web-1', address: '10.0.0.1:7946', tags: { password: 'secret' } } as unknown as Member

/** What is logged of these events, as "level message {fields}". */
async function logged(...events: readonly NodeEvent[]): Promise<string[]> {
  const lines: string[] = []
  const at = (level: string) => (fields: object, message: string) =>
    void lines.push(`${level} ${message} ${JSON.stringify(fields)}`)
  const logger = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  let markRead = (): void => {}
  const read = new Promise<void>((resolve) => {
    markRead = resolve
  })
  async function* stream(): AsyncGenerator<NodeEvent> {
    for (const event of events) yield await Promise.resolve(event)
    markRead()
  }
  logEvents({ events: stream } as unknown as HearsayNode, logger, new AbortController().signal)
  await read
  return lines
}

describe('the log of a cluster', () => {
  it('has one line for every change of a member, with its name', async () => {
    const types = ['join', 'leave', 'fail', 'update', 'refute', 'reap'] as const
    const lines = await logged(...types.map((type): NodeEvent => ({ type, at: 0, member })))
    const fields = '{"member":"web-1","address":"10.0.0.1:7946"}'
    expect(lines).toEqual([
      `info member joined ${fields}`,
      `info member left ${fields}`,
      `info member failed ${fields}`,
      `info member changed its tags ${fields}`,
      `info member refuted ${fields}`,
      `info member forgotten ${fields}`,
    ])
  })

  it('warns of what may need somebody', async () => {
    const lines = await logged(
      { type: 'suspect', at: 0, member, from: 'web-2' },
      { type: 'conflict', at: 0, member, claimant: '10.0.0.9:7946' },
      { type: 'selfRefute', at: 0, incarnation: 4 },
      { type: 'gap', at: 0, missed: 7 },
    )
    expect(lines).toEqual([
      'warn member suspected {"member":"web-1","from":"web-2"}',
      'warn two addresses claim one name {"member":"web-1","claimant":"10.0.0.9:7946"}',
      'warn was accused, and refuted {"incarnation":4}',
      'warn events came faster than they could be logged {"missed":7}',
    ])
  })

  it('holds neither payloads nor tags, and says no warning twice', async () => {
    const payload = Buffer.from('secret')
    const lines = await logged(
      { type: 'event', at: 0, event: { name: 'deploy', ltime: 3, coalesce: false, payload } },
      { type: 'plane', at: 0, member, plane: 'datagram', isUp: false },
      { type: 'health', at: 0, score: 1 },
      { type: 'warning', at: 0, warning: { code: 'ERR_PLANE_DOWN', message: 'told by the node', peer: '' } },
      { type: 'update', at: 0, member },
    )
    expect(lines).toEqual([
      'debug user event {"event":"deploy","ltime":3}',
      'info a way to the member changed {"member":"web-1","plane":"datagram","isUp":false}',
      'debug health changed {"score":1}',
      'info member changed its tags {"member":"web-1","address":"10.0.0.1:7946"}',
    ])
  })
})
