import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { TestProcess } from '../support/child-process.ts'
import { HEARSAY } from '../support/project.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'
import { waitUntil } from '../support/wait-until.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-experiment-'))
const SMALL = '--scale 0.02 --seed 1'

function hearsay(args: string): Promise<ProgramEnd> {
  return runProgram(process.execPath, [HEARSAY, ...args.split(' ')], { limitMs: 60_000 })
}

afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('hearsay experiment', () => {
  it('lists what there is, for programs too', async () => {
    const { code, stdout } = await hearsay('experiment list')
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^pull-survival\t4\tPull leaves/m)])
    const { experiments } = JSON.parse((await hearsay('experiment list --json')).stdout) as {
      experiments: { id: string }[]
    }
    expect(experiments.map(({ id }) => id)).toContain('pull-survival')
  })

  it('runs one and answers the same for the same seed, with a report that holds the figures', async () => {
    const ends: { results: { claims: { measured: { value: number } }[] }[]; report: string }[] = []
    for (const name of ['a', 'b']) {
      const { stdout, stderr } = await hearsay(
        `experiment run pull-survival ${SMALL} --json --report ${join(folder, name)}`,
      )
      expect(stderr).toContain('bands are made for scale 1')
      ends.push(JSON.parse(stdout) as (typeof ends)[number])
    }
    const claims = ends.map(({ results }) => results[0]?.claims)
    expect(claims[0]).toHaveLength(4)
    expect(claims[1]).toEqual(claims[0])
    expect(readFileSync(ends[0]?.report ?? '', 'utf8')).toContain('pull-squares')
  })

  it('ends with exit code 1 when a claim fails, here for want of runs', async () => {
    const { code, stdout, stderr } = await hearsay('experiment run pull-survival --scale 0.01 --seed 1')
    expect([code, stdout]).toEqual([1, expect.stringMatching(/^pull-survival\tpull-squares\tfails\t/m)])
    expect(stderr).toContain('not every claim holds')
  })

  it('ends at once when it is interrupted, and says so', async () => {
    const reports = join(folder, 'interrupted')
    const args = ['experiment', 'run', 'pull-survival', '--runs', '1000', '--report', reports]
    const run = new TestProcess(process.execPath, [HEARSAY, ...args])
    try {
      await waitUntil('it runs', () => existsSync(reports), { seen: () => run.output })
      run.signal('SIGINT')
      await run.closed
      expect([run.child.exitCode, run.output]).toEqual([
        130,
        expect.stringContaining('interrupted; finished experiments: 0'),
      ])
      expect(readFileSync(join(reports, readdirSync(reports)[0] ?? ''), 'utf8')).toContain('was cancelled')
    } finally {
      await run.kill()
    }
  })

  it('shows how far it is on a terminal, and when interrupted prints what is finished', async () => {
    const inner = `stty cols 100; echo "pid $$"; exec ${process.execPath} ${HEARSAY} experiment run`
    const run = new TestProcess('script', [
      '-qec',
      `${inner} infect-and-die pull-survival --scale 0.3 --runs 5`,
      '/dev/null',
    ])
    try {
      await waitUntil('the second one runs', () => run.output.includes('[2/2] pull-survival'), {
        seen: () => run.output,
      })
      process.kill(Number(/pid (\d+)/.exec(run.output)?.[1]), 'SIGINT')
      await run.closed
      expect(run.child.exitCode).toBe(130)
      expect(run.output).toContain('━')
      expect(run.output).toContain('coverage-f2')
      expect(run.output).toContain('interrupted; finished experiments: 1')
    } finally {
      await run.kill()
    }
  })

  const mistakes: [args: string, says: RegExp][] = [
    ['experiment run pull-survial', /no experiment "pull-survial"; did you mean "pull-survival"\?/],
    ['experiment run', /say which experiments, or --all/],
    ['experiment run --all --scale 2', /above 0 and at most 1/],
    ['experiment run --all --seed -1', /whole number from 0/],
    ['experiment lst', /Did you mean list\?/],
    [`experiment run pull-survival ${SMALL} --report ${HEARSAY}/x`, /--report .*no such folder/],
  ]
  for (const [args, says] of mistakes) {
    it(`tells a mistake with exit code 2: ${says.source}`, async () => {
      const end = await hearsay(args)
      expect([end.code, end.stdout, end.stderr]).toEqual([2, '', expect.stringMatching(says)])
    })
  }
})

describe('hearsay claims', () => {
  it('prints the ledger, one section of it or all', async () => {
    const { code, stdout } = await hearsay('claims --section A2')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^A2-310\t310\twrong\tsimulation\t/m)
    expect(stdout).not.toMatch(/^A1-/m)
    expect((await hearsay('claims')).stdout).toMatch(/^A1-60a\t60\twrong\t/m)
  })

  it('computes anew what can be computed', async () => {
    const { code, stdout } = await hearsay('claims --section A9 --check --json')
    const { schema, entries } = JSON.parse(stdout) as {
      schema: number
      entries: { id: string; run?: { verdict: string } }[]
    }
    expect([code, schema]).toEqual([0, 1])
    expect(entries.find(({ id }) => id === 'A9-1315')?.run?.verdict).toBe('wrong')
  })
})
