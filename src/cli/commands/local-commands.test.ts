import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import { tasks } from '../../sweep/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-commands-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

interface SimAnswer {
  readonly scenario: { readonly seed: number }
  readonly traceHash: string
  readonly up: number
}

describe('hearsay sim run', () => {
  const scenario = fileOf('scenario.yaml', 'nodes: 4\ndurationMs: 3000\n')

  async function simulate(...flags: string[]): Promise<SimAnswer> {
    const { code, stdout, stderr } = await runCli(['sim', 'run', scenario, '--json', ...flags])
    expect([code, stderr]).toEqual([0, ''])
    return JSON.parse(stdout) as SimAnswer
  }

  it('gives the same run for the same seed, and another one for another', async () => {
    const first = await simulate()
    expect(first).toMatchObject({ schema: 1, up: 4, disagreements: [] })
    expect((await simulate('--seed', '1')).traceHash).toBe(first.traceHash)
    const other = await simulate('--seed', '0')
    expect(other.scenario.seed).toBe(0)
    expect(other.traceHash).not.toBe(first.traceHash)
  })

  it('writes traces, and says so after the results where it cannot', async () => {
    const trace = join(folder, 'trace.jsonl')
    await simulate('--trace', trace)
    const [line = ''] = readFileSync(trace, 'utf8').split('\n')
    expect(() => JSON.parse(line) as unknown).not.toThrow()
    const lost = await runCli(['sim', 'run', scenario, '--trace', join(folder, 'nowhere', 'trace.json')])
    expect([lost.code, lost.stderr]).toEqual([1, expect.stringMatching(/^hearsay: cannot write .*: ENOENT/)])
    expect(lost.stdout).toMatch(/^trace hash\t\w+$/m)
  })

  it('refuses a scenario that is not there or is none', async () => {
    expect((await runCli(['sim', 'run', join(folder, 'missing.yaml')])).code).toBe(2)
    const odd = await runCli(['sim', 'run', fileOf('odd.yaml', 'nods: 4\n')])
    expect([odd.code, odd.stdout]).toEqual([2, ''])
    expect(odd.stderr).toMatch(/^hearsay: .*nods/)
  })
})

describe('hearsay sweep tasks', () => {
  it('lists what can be measured, or all about one of them', async () => {
    const all = await runCli(['sweep', 'tasks'])
    expect(
      all.stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split('\t')[0]),
    ).toEqual(tasks.map(({ name }) => name))
    const [task] = tasks
    const one = await runCli(['sweep', 'tasks', task?.name ?? '', '--json'])
    expect(JSON.parse(one.stdout)).toMatchObject({ schema: 1, tasks: [{ name: task?.name }] })
    const rows = (await runCli(['sweep', 'tasks', task?.name ?? ''])).stdout
      .split('\n')
      .map((row) => row.split('\t')[0])
    expect(rows).toEqual(expect.arrayContaining(Object.keys(task?.parameters ?? {})))
  })

  it('names the nearest of one that is not there', async () => {
    expect(await runCli(['sweep', 'tasks', 'spraed'])).toEqual({
      code: 3,
      stdout: '',
      stderr: 'hearsay: there is no task "spraed"; did you mean "spread"?\n',
    })
  })
})

describe('hearsay sweep run', () => {
  it('never writes over the sweep itself, however its path is written', async () => {
    const text = 'task: spread\ngrid: { nodes: [8] }\n'
    const file = fileOf('grid.yaml', text)
    for (const out of [
      file,
      join(folder, '.', 'grid.yaml'),
      `${folder}/./grid.yaml`,
      `${folder}/../${folder.split('/').at(-1)}/grid.yaml`,
    ]) {
      const { code, stderr } = await runCli(['sweep', 'run', file, '--out', out, '--fresh'])
      expect([code, stderr]).toEqual([2, expect.stringContaining('would overwrite the sweep itself')])
      expect(readFileSync(file, 'utf8')).toBe(text)
    }
  })
})

describe('hearsay up and monitor', () => {
  it('refuse a time that no timer can wait', async () => {
    for (const command of ['up', 'monitor']) {
      const { code, stderr } = await runCli([command, '--seconds', '2592000'])
      expect([code, stderr]).toEqual([2, expect.stringContaining('above 0 and at most 2147483')])
    }
  })
})

describe('hearsay experiment and claims', () => {
  it('list what there is, and refuse what is not', async () => {
    const list = await runCli(['experiment', 'list'])
    expect([list.code, list.stdout]).toEqual([0, expect.stringMatching(/^infect-and-die\t\d+\t/m)])
    expect(await runCli(['experiment', 'run', 'infect-and-dye'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'hearsay: there is no experiment "infect-and-dye"; did you mean "infect-and-die"?\n',
    })
    const claims = await runCli(['claims', '--section', 'A1', '--json'])
    const { entries } = JSON.parse(claims.stdout) as { entries: { section: string }[] }
    expect(new Set(entries.map(({ section }) => section))).toEqual(new Set(['A1']))
  })

  it('say before anything is run that no report can be written', async () => {
    const path = join(fileOf('file', ''), 'reports')
    const { code, stderr } = await runCli(['experiment', 'run', 'infect-and-die', '--report', path])
    expect([code, stderr, existsSync(path)]).toEqual([2, expect.stringMatching(/no such folder can be made/), false])
  })

  it('print what was measured even if the report cannot be written in the end', async () => {
    const path = join(folder, 'reports')
    const running = runCli(['experiment', 'run', 'infect-and-die', '--scale', '0.05', '--report', path])
    while (!existsSync(path)) await new Promise((resolve) => setImmediate(resolve))
    rmSync(path, { recursive: true })
    const { code, stdout, stderr } = await running
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^infect-and-die\tlast-hop-f4\t/m)])
    expect(stderr).toMatch(/^hearsay: cannot write .*\/reports\/experiments-\w+\.html: ENOENT/m)
  })
})

describe('hearsay agent', () => {
  it('refuses settings that cannot be, naming where they stand', async () => {
    const file = fileOf('agent.yaml', 'name: a\nbind: nowhere:1\n')
    const cases: [args: string[], code: number, says: RegExp][] = [
      [['--config', fileOf('typo.yaml', 'nmae: a\n')], 2, /typo\.yaml:1: unknown key "nmae"; did you mean "name"\?/],
      [['--config', join(folder, 'missing.yaml')], 2, /missing\.yaml: cannot be read/],
      [['--config', file, '--http', 'off'], 2, /"nowhere" is not a numeric IP address/],
      [['--config', file, '--bind', '0.0.0.0:0'], 6, /would let anyone who reaches it join/],
      [['--bind', '127.0.0.1:0', '--http', '0.0.0.0:0'], 6, /HTTP on 0\.0\.0\.0 would let anyone/],
      [['--log-level', 'loud'], 2, /--log-level: logLevel is "loud", but must be one of debug, info, warn, error/],
      [['--swim', 'probeTimeoutMs=5000'], 2, /probeTimeoutMs is 5000, but must be at most probeIntervalMs/],
      [['--key', 'abc'], 2, /16, 24 or 32/],
    ]
    for (const [args, code, says] of cases) {
      const end = await runCli(['agent', ...args])
      expect([args, end.code, end.stdout, end.stderr]).toEqual([args, code, '', expect.stringMatching(says)])
    }
  })
})
