import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { EventLine, InfoAnswer, MembersAnswer } from '../../src/agent/index.ts'
import { TestProcess } from '../support/child-process.ts'
import { freePorts } from '../support/free-ports.ts'
import { HearsayAgent } from '../support/hearsay-agent.ts'
import { HEARSAY } from '../support/project.ts'
import { type ProgramEnd, type ProgramOptions, runProgram } from '../support/run-program.ts'
import { waitUntil } from '../support/wait-until.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-cli-'))
let a: HearsayAgent
let b: HearsayAgent
let deadPort = 0

function hearsay(args: string, options: ProgramOptions = {}): Promise<ProgramEnd> {
  return runProgram(process.execPath, [HEARSAY, ...args.split(' ')], { limitMs: 30_000, ...options })
}

/** Asks agent a. */
function ask(args: string, options: ProgramOptions = {}): Promise<ProgramEnd> {
  return hearsay(args, { ...options, env: { HEARSAY_HTTP_ADDR: `127.0.0.1:${a.options.httpPort}` } })
}

beforeAll(async () => {
  const [p1, p2, p3, p4, p5] = (await freePorts(5)) as [number, number, number, number, number]
  deadPort = p5
  a = await new HearsayAgent({ name: 'a', port: p1, httpPort: p2, args: ['--tag', 'role=web'] }).start()
  b = await new HearsayAgent({ name: 'b', port: p3, httpPort: p4, args: ['--tag', 'role=db'] }).start(a.address)
  await waitUntil('both see both', async () => Object.keys(await a.statuses()).length === 2)
})

afterAll(async () => {
  await Promise.all([a.kill(), b.kill()])
  rmSync(folder, { recursive: true })
})

describe('hearsay members', () => {
  it('prints tabs without a header where there is no terminal', async () => {
    const { code, stdout, stderr } = await ask('members')
    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toBe(`a\t${a.address}\talive\trole=web\nb\t${b.address}\talive\trole=db\n`)
  })

  it('filters by status and tag, and prints JSON', async () => {
    expect((await ask('members --tag role=db')).stdout).toBe(`b\t${b.address}\talive\trole=db\n`)
    expect((await ask('members --status failed')).stdout).toBe('')
    const { schema, members } = JSON.parse((await ask('members --json')).stdout) as MembersAnswer
    expect([schema, members.map((member) => member.name)]).toEqual([1, ['a', 'b']])
  })
})

describe('hearsay event and monitor', () => {
  it('fire and show a user event', async () => {
    const monitor = new TestProcess(process.execPath, [
      ...[HEARSAY, 'monitor', '--json', '--seconds', '15', '--type', 'event'],
      ...['--http', `127.0.0.1:${b.options.httpPort}`],
    ])
    try {
      // the monitor says nothing when it is ready: fire until it has heard one
      await waitUntil('the monitor hears an event', async () => {
        const fired = await ask('event deploy -', { input: 'v1' })
        expect(fired.code).toBe(0)
        return monitor.output.includes('deploy')
      })
      const [first] = monitor.output.trim().split('\n')
      expect((JSON.parse(first ?? '') as EventLine & { event: unknown }).event).toMatchObject({
        name: 'deploy',
        text: 'v1',
      })
    } finally {
      await monitor.kill()
    }
  })

  it('refuse an event that is too long, with the limit', async () => {
    const { code, stderr } = await ask('event big -', { input: 'x'.repeat(600) })
    expect([code, stderr]).toEqual([1, expect.stringMatching(/takes 603 bytes, the limit is 512/)])
  })
})

describe('hearsay info and join', () => {
  it('tell what the agent is', async () => {
    expect((await ask('info')).stdout).toMatch(/^health\t0 \(well\)$/m)
    const info = JSON.parse((await ask('info --json')).stdout) as InfoAnswer
    expect(info).toMatchObject({ schema: 1, name: 'a', stats: { liveMembers: 2 } })
  })

  it('answer with the exit code of what became of a join', async () => {
    expect((await ask(`join ${b.address}`)).code).toBe(0)
    const partly = await ask(`join ${b.address} 127.0.0.1:${deadPort}`)
    expect([partly.code, partly.stdout]).toEqual([4, expect.stringMatching(/joined\n.*ECONNREFUSED/)])
    expect((await ask(`join 127.0.0.1:${deadPort}`)).code).toBe(1)
    expect((await ask('join host:99999')).code).toBe(2)
  })
})

describe('hearsay agent and leave', () => {
  it('leave on purpose: by command and by SIGTERM', async () => {
    for (const [name, end] of [
      ['by-command', async (agent: HearsayAgent) => expect((await leave(agent)).code).toBe(0)],
      ['by-signal', async (agent: HearsayAgent) => agent.process.signal('SIGTERM')],
    ] as const) {
      const [port, httpPort] = (await freePorts(2)) as [number, number]
      const agent = await new HearsayAgent({ name, port, httpPort }).start(a.address)
      await waitUntil('a sees it', async () => (await a.statuses())[name] === 'alive')
      await end(agent)
      await agent.process.exited
      expect(agent.process.child.exitCode).toBe(0)
      await waitUntil('a sees it left', async () => (await a.statuses())[name] === 'left')
    }
  })

  it('do not wait any longer at a second signal, whichever it is', async () => {
    const [port, httpPort] = (await freePorts(2)) as [number, number]
    const agent = await new HearsayAgent({ name: 'impatient', port, httpPort }).start(a.address)
    await waitUntil('a sees it', async () => (await a.statuses())['impatient'] === 'alive')
    agent.process.signal('SIGTERM')
    await waitUntil('it begins to leave', () => agent.process.output.includes('leaving the cluster'), { everyMs: 5 })
    agent.process.signal('SIGINT')
    await agent.process.exited
    expect(agent.process.child.exitCode).toBe(130)
  })

  it('take settings from flags, environment and file, in this order', async () => {
    const [port, httpPort] = (await freePorts(2)) as [number, number]
    const config = join(folder, 'agent.yaml')
    writeFileSync(config, `name: from-file\nbind: 127.0.0.1:${port}\nprofile: wan\ntags: {role: file}\n`)
    const agent = new TestProcess(
      process.execPath,
      [HEARSAY, 'agent', '--config', config, '--http', `127.0.0.1:${httpPort}`],
      { HEARSAY_NAME: 'from-environment', HEARSAY_HTTP: '127.0.0.1:1' },
    )
    try {
      const read = async (): Promise<ProgramEnd> => hearsay(`info --json --http 127.0.0.1:${httpPort}`)
      await waitUntil('it answers', async () => (await read()).code === 0, { seen: () => agent.output })
      const expected = { name: 'from-environment', profile: 'wan', tags: { role: 'file' } }
      expect(JSON.parse((await read()).stdout)).toMatchObject(expected)
    } finally {
      await agent.kill()
    }
  })
})

function leave(agent: HearsayAgent): Promise<ProgramEnd> {
  return hearsay(`leave --http 127.0.0.1:${agent.options.httpPort}`)
}

describe('a mistake', () => {
  const cases: [args: () => string, code: number, says: RegExp][] = [
    [() => 'membres', 2, /unknown command 'membres'[^]*Did you mean members\?/],
    [() => 'members --stats', 2, /unknown option '--stats'[^]*Did you mean --status\?/],
    [() => 'members --status dead', 2, /Allowed choices are alive, suspect, leaving, left, failed/],
    [() => `members --http 127.0.0.1:${deadPort}`, 5, /no agent answers on .*start one with "hearsay agent"/],
    [() => `members --http ${a.address}`, 5, /no agent answers|is not a hearsay agent/],
    [() => `agent --bind ${a.address} --http 127.0.0.1:0`, 1, /is in use: stop what listens there/],
    [() => `agent --bind 127.0.0.1:0 --http 127.0.0.1:${a.options.httpPort}`, 1, /http .* is in use/],
    [() => 'agent --bind 0.0.0.0:0', 6, /would let anyone who reaches it join/],
    [() => 'agent --bind nowhere:1', 2, /not a numeric IP address/],
    [() => 'agent --key abc', 2, /16, 24 or 32/],
    [() => 'agent --config /nowhere.yaml', 2, /nowhere\.yaml: cannot be read/],
    [() => 'agent --swim probeTimeoutMs=5000', 2, /probeTimeoutMs is 5000, but must be at most probeIntervalMs/],
    [() => 'up --nodes 0', 2, /whole number from 1 to 50/],
  ]
  for (const [args, code, says] of cases) {
    it(`is told with exit code ${code}: ${says.source}`, async () => {
      const end = await hearsay(args())
      expect([end.code, end.stdout, end.stderr]).toEqual([code, '', expect.stringMatching(says)])
    })
  }

  it('is not to ask for help', async () => {
    const { code, stdout } = await hearsay('agent --help')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^Examples:\n {2}hearsay agent --name/)
  })
})

describe('hearsay up', () => {
  it('takes its agents with it when it is killed, even one that is stopped', async () => {
    const up = new TestProcess(process.execPath, [HEARSAY, 'up', '--nodes', '3', '--json', '--no-drill'])
    const pids = (): number[] =>
      [...up.output.matchAll(/"agent-started".*?"pid":(\d+)/g)].map((match) => Number(match[1]))
    try {
      await waitUntil('three agents run', () => pids().length === 3, { seen: () => up.output.slice(-500) })
      process.kill(pids()[1] as number, 'SIGSTOP')
    } finally {
      await up.kill()
    }
    await waitUntil('no agent is left', () => !pids().some(isRunning), { limitMs: 10_000 })
  })
})

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
