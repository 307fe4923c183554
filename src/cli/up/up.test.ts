import { describe, expect, it } from 'vitest'
import type { Member } from '../../node/api.ts'
import { type ViewModel, renderView } from './live-view.ts'
import type { LocalAgent } from './local-agent.ts'
import { allSeeAllAlive, memberState, whoSeesFailed } from './member-state.ts'
import { RecentEvents } from './recent-events.ts'
import { describeLine, type MemberLine, type UpFact, type UpLine } from './up-line.ts'

/** An agent that has seen what it is told to have seen. */
function agent(name: string, sees: Readonly<Record<string, string>>, state = 'running'): LocalAgent {
  const members = Object.entries(sees).map(([member, status]) => ({ name: member, status }) as Member)
  return { name, state, members } as unknown as LocalAgent
}

function line(fact: UpFact, at = 0): UpLine {
  return { schema: 1, at, ...fact }
}

describe('a member’s state', () => {
  it('is what most of the others say, not what it says itself', () => {
    const agents = [
      agent('a', { a: 'alive', b: 'alive' }),
      agent('b', { b: 'alive' }),
      agent('c', { b: 'failed' }),
      agent('d', { b: 'failed' }),
    ]
    expect(memberState('b', agents)).toEqual({ status: 'failed', agree: 2, asked: 3 })
    expect(whoSeesFailed('b', agents).map(({ name }) => name)).toEqual(['c', 'd'])
  })

  it('is the worse of two that as many say, and unknown when nobody is left to ask', () => {
    const agents = [agent('a', { c: 'alive' }), agent('b', { c: 'suspect' }), agent('c', {}, 'down')]
    expect(memberState('c', agents)).toEqual({ status: 'suspect', agree: 1, asked: 2 })
    expect(memberState('a', [agent('a', {}), agent('b', { a: 'alive' }, 'paused')])).toEqual({
      status: 'unknown',
      agree: 0,
      asked: 0,
    })
  })

  it('is alive for all only when all run and see all', () => {
    const see = { a: 'alive', b: 'alive' }
    expect(allSeeAllAlive([agent('a', see), agent('b', see)])).toBe(true)
    expect(allSeeAllAlive([agent('a', see), agent('b', { a: 'alive' })])).toBe(false)
    expect(allSeeAllAlive([agent('a', see), agent('b', see, 'down')])).toBe(false)
  })
})

describe('what happened lately', () => {
  it('is one line for what several tell of one member', () => {
    const recent = new RecentEvents()
    for (const by of ['n1', 'n2']) recent.add(line({ type: 'told', by, what: 'fail', member: 'n5' }, 1000))
    recent.add(line({ type: 'told', by: 'n1', what: 'join', member: 'n5' }, 2000))
    recent.add(line({ type: 'told', by: 'n1', what: 'fail', member: 'n5' }, 3000))
    expect(recent.lines.map(({ text }) => text)).toEqual([
      'fail n5, told by n1, n2',
      'join n5, told by n1',
      'fail n5, told by n1',
    ])
  })

  it('keeps the arrival times of the last event only', () => {
    const recent = new RecentEvents()
    recent.add(line({ type: 'event-fired', id: 'up-1', by: 'n1' }))
    recent.add(line({ type: 'event-arrived', id: 'up-1', by: 'n2', afterMs: 4 }))
    recent.add(line({ type: 'event-fired', id: 'up-2', by: 'n3' }))
    recent.add(line({ type: 'event-arrived', id: 'up-2', by: 'n1', afterMs: 7 }))
    expect(recent.fired).toEqual({ id: 'up-2', by: 'n3', arrivals: new Map([['n1', 7]]) })
  })
})

const MEMBER: MemberLine = {
  name: 'n1',
  address: '127.0.0.1:7001',
  http: '127.0.0.1:8001',
  pid: 12,
  process: 'running',
  status: 'alive',
  agree: 4,
  asked: 4,
  incarnation: 3,
  health: 0,
  tags: { zone: 'a' },
  packetsSentPerSecond: 2.04,
  packetsReceivedPerSecond: 1,
}

function screen(model: Partial<ViewModel> = {}): string[] {
  const view = renderView({
    members: [MEMBER, { ...MEMBER, name: 'n2', process: 'down', status: 'failed', incarnation: null, health: null }],
    chosen: 1,
    recent: new RecentEvents(),
    elapsedMs: 65_000,
    height: 24,
    width: 120,
    ...model,
  })
  return view.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '').split('\n')
}

describe('the live view', () => {
  it('shows every member as most see it, with its process, incarnation, health, rates and tags', () => {
    const text = screen().join('\n')
    expect(text).toMatch(/1 of 2 agents run on this machine {2}01:05/)
    expect(text).toMatch(/^ +n1 +alive 4\/4 +running +3 +0 +2\.0 +1\.0 +zone=a +127\.0\.0\.1:7001$/m)
    expect(text).toMatch(/^▸ +n2 +failed 4\/4 +down +– +– /m)
  })

  it('shows when the last event arrived where', () => {
    const recent = new RecentEvents()
    recent.add(line({ type: 'event-fired', id: 'up-1', by: 'n1' }))
    recent.add(line({ type: 'event-arrived', id: 'up-1', by: 'n2', afterMs: 4 }))
    expect(screen({ recent }).join('\n')).toContain('up-1 from n1: n2 4 ms')
  })

  it('fits into the terminal, and shows no control characters of others', () => {
    const recent = new RecentEvents()
    for (let i = 0; i < 100; i++) recent.add(line({ type: 'problem', message: `p${i} \u001b[2J ${'x'.repeat(200)}` }))
    const lines = screen({ recent, height: 20, width: 60 })
    expect(lines.length).toBeLessThanOrEqual(20)
    expect(Math.max(...lines.map((text) => text.length))).toBeLessThanOrEqual(60)
    expect(lines.join('\n')).toContain('p99 \\u001b[2J')
  })
})

describe('a line', () => {
  it('reads as text too', () => {
    const facts: UpFact[] = [
      { type: 'agent-killed', name: 'n5' },
      { type: 'failed-everywhere', name: 'n5', by: ['n1', 'n2'], afterMs: 5616 },
      { type: 'all-alive', members: 5, afterMs: 1244 },
      { type: 'ended', afterMs: 20_017 },
    ]
    expect(facts.map((fact) => describeLine(line(fact)))).toEqual([
      'n5 is killed',
      'n5 is seen failed by all survivors (n1, n2), after 5.6 s',
      'all 5 see all 5 alive, after 1.2 s',
      'ended after 20.0 s; no process is left',
    ])
  })
})
