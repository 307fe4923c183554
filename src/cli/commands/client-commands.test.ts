import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import type { ProgramEnd } from '../../../test/support/run-program.ts'
import { waitUntil } from '../../../test/support/wait-until.ts'
import { type Agent, type AgentOptions, createAgent, type EventLine, type InfoAnswer } from '../../agent/index.ts'
import type { Member } from '../../node/api.ts'

/** Nobody listens there. */
const NOWHERE = '127.0.0.1:1'
const begun: Agent[] = []
let a: Agent
let b: Agent

async function start(name: string, options: AgentOptions = {}): Promise<Agent> {
  const serf = { leavePropagateMs: 20 }
  const agent = await createAgent({ name, bind: '127.0.0.1:0', http: '127.0.0.1:0', serf, ...options })
  begun.push(agent)
  return agent
}

beforeAll(async () => {
  a = await start('a', { tags: { zone: 'x', role: 'web' } })
  b = await start('tab\tname', { tags: { role: 'db' } })
  await b.node.join(a.node.address)
  await waitUntil('a sees both', () => a.node.members().length === 2)
})

afterAll(async () => {
  await Promise.all(begun.map((agent) => agent.close()))
})

/** Asks agent a. */
function ask(...args: string[]): Promise<ProgramEnd> {
  return runCli([...args, '--http', a.httpAddress ?? ''])
}

describe('hearsay members', () => {
  it('prints a row a member: tabs without a header, tags by key, nothing of a name that breaks a row', async () => {
    expect(await ask('members')).toEqual({
      code: 0,
      stdout: `a\t${a.node.address}\talive\trole=web, zone=x\ntab\\u0009name\t${b.node.address}\talive\trole=db\n`,
      stderr: '',
    })
  })

  it('prints incarnation and versions too, if asked', async () => {
    const [first = ''] = (await ask('members', '--long', '--tag', 'role=web')).stdout.split('\n')
    expect(first.split('\t').slice(4)).toEqual([String(a.node.incarnation), '1.106.2.2.5.5'])
  })

  it('prints a table with a header on a terminal', async () => {
    const { stdout } = await runCli(['members', '--http', a.httpAddress ?? ''], { isTerminal: true })
    const [header = '', first = '', second = ''] = stdout.split('\n')
    expect(header).toMatch(/^NAME +ADDRESS +STATUS +TAGS$/)
    expect(first).toMatch(/^a +127\.0\.0\.1:\d+ +alive +role=web, zone=x$/)
    expect(second).toMatch(/^tab\\u0009name +/)
    expect(header.indexOf('STATUS')).toBe(first.indexOf('alive'))
  })

  it('takes those of a status and of every tag that is named', async () => {
    const names = async (...filter: string[]): Promise<string[]> => {
      const { stdout } = await ask('members', '--json', ...filter)
      return (JSON.parse(stdout) as { members: Member[] }).members.map(({ name }) => name)
    }
    expect(await names()).toEqual(['a', 'tab\tname'])
    expect(await names('--tag', 'role=web', '--tag', 'zone=x')).toEqual(['a'])
    expect(await names('--tag', 'role=web', '--tag', 'zone=y')).toEqual([])
    expect(await names('--tag', 'zone=')).toEqual([])
    expect(await names('--status', 'alive')).toHaveLength(2)
    expect(await names('--status', 'failed')).toEqual([])
  })

  it('refuses a tag without a value, a status that is none, and to watch without a terminal', async () => {
    expect(await ask('members', '--tag', 'role')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'hearsay: --tag "role" is not KEY=VALUE\n',
    })
    expect((await ask('members', '--status', 'dead')).code).toBe(2)
    expect(await ask('members', '--watch')).toMatchObject({
      code: 2,
      stderr: 'hearsay: --watch needs a terminal, or --json\n',
    })
  })
})

describe('hearsay info', () => {
  it('prints facts in pairs, or all of them as JSON', async () => {
    const { code, stdout } = await ask('info')
    const facts = new Map(stdout.split('\n').map((line) => line.split('\t') as [string, string]))
    expect(code).toBe(0)
    const expected = { name: 'a', address: a.node.address, http: a.httpAddress, encrypted: 'no', label: 'none' }
    expect(Object.fromEntries(facts)).toMatchObject({ ...expected, members: '2 live of 2 known', dropped: 'nothing' })
    const info = JSON.parse((await ask('info', '--json')).stdout) as InfoAnswer
    expect(info).toMatchObject({ schema: 1, name: 'a', tags: { role: 'web', zone: 'x' }, stats: { liveMembers: 2 } })
  })
})

describe('hearsay join', () => {
  it('ends with what became of it: all, some or none', async () => {
    expect(await ask('join', b.node.address)).toEqual({ code: 0, stdout: `${b.node.address}\tjoined\n`, stderr: '' })
    const some = await ask('join', b.node.address, NOWHERE)
    expect([some.code, some.stdout]).toEqual([
      4,
      expect.stringMatching(/\tjoined\n127\.0\.0\.1:1\t.*ECONNREFUSED.*\n$/),
    ])
    const none = await ask('join', NOWHERE, '--json')
    expect(none.code).toBe(1)
    expect(JSON.parse(none.stdout)).toMatchObject({ schema: 1, joined: [], failed: [{ address: NOWHERE }] })
  })

  it('tells an address that is none from one where nobody answers', async () => {
    expect(await ask('join', 'a b')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('"a b" is not an address'),
    })
    expect((await ask('join')).code).toBe(2)
  })
})

describe('hearsay event', () => {
  it('fires what the command line says, or standard input, or nothing', async () => {
    const heard: string[] = []
    b.node.on('event', ({ name, payload }) => heard.push(`${name}=${Buffer.from(payload).toString()}`))
    const fired = await ask('event', 'deploy', 'v42')
    expect([fired.code, fired.stdout]).toEqual([0, expect.stringMatching(/^deploy\t\d+\t1\n$/)])
    const input = [Buffer.from('from '), Buffer.from('input')]
    await runCli(['event', 'config', '-', '--http', a.httpAddress ?? ''], { input })
    expect(JSON.parse((await ask('event', 'bare', '--json')).stdout)).toMatchObject({ schema: 1, recipients: 1 })
    await waitUntil('b has heard all', () => heard.length === 3)
    expect(heard.toSorted()).toEqual(['bare=', 'config=from input', 'deploy=v42'])
    b.node.removeAllListeners('event')
  })

  it('refuses one that is too large: the agent by its limit, the command what the agent would not even read', async () => {
    const end = async (bytes: number): Promise<ProgramEnd> =>
      runCli(['event', 'big', '-', '--http', a.httpAddress ?? ''], { input: [new Uint8Array(bytes)] })
    expect(await end(510)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/takes 513 bytes, the limit is 512/),
    })
    expect(await end(49_152)).toMatchObject({ code: 1, stderr: expect.stringMatching(/takes 49155 bytes, the limit/) })
    expect(await end(49_153)).toMatchObject({
      code: 1,
      stderr: 'hearsay: standard input holds more than 49152 bytes: no event is so large\n',
    })
  })
})

describe('hearsay monitor', () => {
  /** Watches an agent that fires one event after another, and closes it once something was shown. */
  async function watch(...flags: string[]): Promise<ProgramEnd> {
    const agent = await start('short')
    const ticks = setInterval(() => agent.node.sendEvent('tick', 'grüß\u001b[2J'), 20)
    const onOutput = (): void => {
      clearInterval(ticks)
      void agent.close()
    }
    return runCli(['monitor', '--http', agent.httpAddress ?? '', ...flags], { onOutput })
  }

  it('prints a line an event, and says so when the agent ends', async () => {
    const { code, stdout, stderr } = await watch()
    expect(stdout).toMatch(/^\d\d:\d\d:\d\d\.\d{3} event {4}tick grüß\\u001b\[2J$/m)
    expect([code, stderr]).toEqual([5, expect.stringMatching(/^hearsay: the agent on .* (?:has ended|is gone)\n$/)])
  })

  it('prints JSON, and only the types that are named', async () => {
    const { stdout } = await watch('--json', '--type', 'event', 'fail')
    const events = stdout.trimEnd().split('\n')
    const expected = { type: 'event', event: { name: 'tick', text: 'grüß\u001b[2J' } }
    for (const event of events) expect(JSON.parse(event) as EventLine).toMatchObject(expected)
  })

  it('ends well when its time is over', async () => {
    for (const seconds of ['0.1', '0.0005']) {
      expect(await ask('monitor', '--seconds', seconds, '--type', 'reap')).toEqual({ code: 0, stdout: '', stderr: '' })
    }
  })

  it('refuses a type that is none, with those that there are', async () => {
    const { code, stderr } = await ask('monitor', '--type', 'jion')
    expect([code, stderr]).toEqual([2, expect.stringMatching(/"jion" is not one of join, leave, fail/)])
  })
})

describe('hearsay leave', () => {
  it('makes the agent leave and end, and says so beside the data', async () => {
    for (const [name, flags, stdout] of [
      ['l1', [], ''],
      ['l2', ['--json'], '{"schema":1,"left":true}\n'],
    ] as const) {
      const agent = await start(name)
      await agent.node.join(a.node.address)
      const end = await runCli(['leave', ...flags, '--http', agent.httpAddress ?? ''])
      expect([end.code, end.stdout]).toEqual([0, stdout])
      await agent.ended
      await waitUntil('a sees it left', () => a.node.member(name)?.status === 'left')
    }
  })
})

describe('a command that asks an agent', () => {
  it('says where it looked when there is none', async () => {
    for (const args of [['members'], ['info'], ['join', 'x'], ['event', 'x'], ['monitor'], ['leave']]) {
      const { code, stdout, stderr } = await runCli([...args, '--http', NOWHERE])
      expect([code, stdout]).toEqual([5, ''])
      expect(stderr).toMatch(/^hearsay: no agent answers on 127\.0\.0\.1:1: start one with "hearsay agent"/)
    }
  })
})
