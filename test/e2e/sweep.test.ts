import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { TestProcess } from '../support/child-process.ts'
import { freePort } from '../support/free-ports.ts'
import { HEARSAY } from '../support/project.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'
import { waitUntil } from '../support/wait-until.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-sweep-e2e-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function sweep(...args: string[]): Promise<ProgramEnd> {
  return runProgram(process.execPath, [HEARSAY, 'sweep', ...args])
}

function write(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function linesOf(path: string): number {
  return readFileSync(path, { encoding: 'utf8', flag: 'a+' }).split('\n').length - 1
}

const SMALL = 'task: spread\ngrid: { nodes: [3, 4] }\nseeds: 2\n'

describe('hearsay sweep', () => {
  it('lists what can be measured', async () => {
    expect((await sweep('tasks')).stdout).toMatch(/^swim-detection\t/)
    expect((await sweep('tasks', 'spread')).stdout).toMatch(/^nodes\t16\t3 to 1000\t/)
    const { tasks } = JSON.parse((await sweep('tasks', '--json')).stdout) as { tasks: { name: string }[] }
    expect(tasks.map(({ name }) => name)).toContain('spread')
    expect(await sweep('tasks', 'spraed')).toMatchObject({ code: 3, stderr: expect.stringContaining('"spread"') })
  })

  it('puts the results beside the sweep, and finds nothing left to do the second time', async () => {
    const file = write('grid.yaml', SMALL)
    const first = await sweep('run', file, '--workers', '2', '--json')
    expect(JSON.parse(first.stdout)).toMatchObject({ points: 4, done: 4, resumed: 0, complete: true })
    expect(linesOf(join(folder, 'grid.jsonl'))).toBe(4)
    const second = await sweep('run', file, '--json')
    expect(JSON.parse(second.stdout)).toMatchObject({ done: 4, resumed: 4, complete: true })
  })

  it('gives shards that make the whole together', async () => {
    const file = write('parts.yaml', SMALL)
    const [one, two, whole] = ['1', '2', 'whole'].map((name) => join(folder, `parts-${name}`)) as [
      string,
      string,
      string,
    ]
    await sweep('run', file, '--shard', '1/2', '--out', one)
    await sweep('run', file, '--shard', '2/2', '--out', two)
    await sweep('run', file, '--out', whole)
    expect(readFileSync(one, 'utf8') + readFileSync(two, 'utf8')).toBe(readFileSync(whole, 'utf8'))
    expect(linesOf(one)).toBe(2)
  })

  it('refuses what cannot be with exit code 2, and says where it stands', async () => {
    const file = write('wrong.yaml', 'task: spread\ngrid:\n  nods: [3]\n')
    const end = await sweep('run', file)
    expect(end).toMatchObject({ code: 2, stdout: '' })
    expect(end.stderr).toContain(`${file}:3: unknown parameter "nods"; did you mean "nodes"?`)
    for (const args of [['--shard', '3/2'], ['--workers', '0'], ['--queue', 'nonsense'], ['--nonsense']]) {
      expect((await sweep('run', write('good.yaml', SMALL), ...args)).code).toBe(2)
    }
    const both = await sweep('run', write('good.yaml', SMALL), '--queue', 'redis://127.0.0.1:1', '--workers', '2')
    expect(both).toMatchObject({ code: 2, stderr: expect.stringContaining('hearsay sweep worker') })
  })

  it('ends with exit code 4 when it is interrupted, and goes on from there', async () => {
    const file = write('long.yaml', 'task: spread\nseeds: 200\n')
    const out = join(folder, 'long.jsonl')
    const run = new TestProcess(process.execPath, [HEARSAY, 'sweep', 'run', file, '--workers', '1'])
    await waitUntil('some points are measured', () => linesOf(out) >= 5, { seen: () => run.output })
    run.signal('SIGINT')
    await run.closed
    expect(run.child.exitCode, run.output).toBe(4)
    expect(run.output).toContain('interrupted; the same command goes on where it stopped')
    const kept = linesOf(out)
    expect(kept).toBeLessThan(200)
    expect(readFileSync(out, 'utf8').endsWith('}\n')).toBe(true)
    const end = await sweep('run', file, '--shard', '1/1', '--json')
    expect(JSON.parse(end.stdout)).toMatchObject({ resumed: kept, done: 200 })
  })

  it('ends with exit code 5 where there is no Redis', async () => {
    const queue = `redis://127.0.0.1:${await freePort()}`
    const ends = await Promise.all([
      sweep('run', write('queue.yaml', SMALL), '--queue', queue),
      sweep('worker', '--queue', queue),
    ])
    for (const end of ends)
      expect(end).toMatchObject({ code: 5, stderr: expect.stringContaining('no Redis answers on') })
  })
})
