import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { HEARSAY } from '../support/project.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'

/** A partition long enough for a wrong death, and a fault that has no part in it. */
const OUTAGE = `
seed: 5
nodes: 6
durationMs: 40000
faults:
  - { kind: pause, at: 3000, nodes: [4], durationMs: 200 }
  - { kind: partition, at: 8000, groups: [[0, 1, 2, 3, 4], [5]], durationMs: 20000 }
properties:
  - never: wrong-death
`

const folder = mkdtempSync(join(tmpdir(), 'hearsay-sim-'))
const CAPSULE = 'outage-5.capsule.json'

function sim(...args: readonly string[]): Promise<ProgramEnd> {
  return runProgram(process.execPath, [HEARSAY, 'sim', ...args], { cwd: folder, limitMs: 60_000 })
}

/** What stands in a row of the output. */
function cell({ stdout }: ProgramEnd, row: string): string | undefined {
  const line = stdout.split('\n').find((text) => text.startsWith(`${row}\t`))
  return line?.slice(row.length + 1)
}

/** A copy of the capsule with other fields. */
function changed(name: string, change: Readonly<Record<string, unknown>>): string {
  const capsule = JSON.parse(readFileSync(join(folder, CAPSULE), 'utf8')) as Record<string, unknown>
  writeFileSync(join(folder, name), JSON.stringify({ ...capsule, ...change }))
  return name
}

let failed: ProgramEnd
beforeAll(async () => {
  writeFileSync(join(folder, 'outage.yaml'), OUTAGE)
  failed = await sim('run', 'outage.yaml')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('hearsay sim run', () => {
  it('leaves a capsule of a failed run, and the command that shows it again', async () => {
    expect([failed.code, failed.stderr]).toEqual([1, ''])
    expect(cell(failed, 'violated')).toMatch(/^never\/wrong-death at \d+/)
    expect(cell(failed, 'to see it again')).toBe(`hearsay sim replay ${CAPSULE}`)
    const again = await sim('replay', CAPSULE)
    expect([again.code, again.stderr]).toEqual([0, ''])
    expect(cell(again, 'as recorded: property')).toBe('yes')
    expect(cell(again, 'as recorded: trace hash')).toBe('yes')
  })

  it('makes the capsule small if it is told to', async () => {
    const end = await sim('run', 'outage.yaml', '--shrink', '--capsule', 'small.json', '--json')
    expect(end.code).toBe(1)
    const { shrunk } = JSON.parse(end.stdout) as { shrunk: { faults: number; isMinimal: boolean } }
    expect(shrunk).toMatchObject({ faults: 1, isMinimal: true })
    expect((await sim('replay', 'small.json')).code).toBe(0)
  })

  it('leaves nothing of a good run, unless it is told where', async () => {
    const scenario = OUTAGE.replace('never: wrong-death', 'sometimes: suspicion')
    writeFileSync(join(folder, 'good.yaml'), scenario)
    const end = await sim('run', 'good.yaml')
    expect([end.code, cell(end, 'violated'), cell(end, 'capsule')]).toEqual([0, 'nothing', undefined])
    expect((await sim('run', 'good.yaml', '--capsule', 'good.json')).code).toBe(0)
    expect((await sim('replay', 'good.json')).code).toBe(0)
  })

  it('says where it cannot write', async () => {
    mkdirSync(join(folder, 'a-folder.json'))
    const { code, stderr } = await sim('run', 'outage.yaml', '--capsule', 'a-folder.json')
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^hearsay: cannot write a-folder\.json: /)])
  })

  it('compares two runs of the seed', async () => {
    const end = await sim('run', 'outage.yaml', '--check-determinism')
    expect([end.code, cell(end, 'twice the same seed')]).toEqual([0, 'the same run'])
  })
})

describe('hearsay sim replay', () => {
  it('says that another version has written the capsule, and shows it all the same', async () => {
    const { code, stderr } = await sim('replay', changed('old.json', { commit: '0.0.9' }))
    expect([code, stderr]).toEqual([0, expect.stringContaining('old.json was written by 0.0.9')])
  })

  it('fails if the run is another one than the capsule says', async () => {
    const end = await sim(
      'replay',
      changed('other.json', { traceHash: '0123456789abcdef', fingerprint: 'never/death' }),
    )
    expect(end.code).toBe(1)
    expect(cell(end, 'as recorded: property')).toBe('no: it was never/death')
    expect(cell(end, 'as recorded: trace hash')).toBe('no: it was 0123456789abcdef')
  })

  it('stops where it is told to, and writes the trace in the form that the name asks for', async () => {
    const end = await sim('replay', CAPSULE, '--until', '5000', '--trace', 'trace.jsonl')
    expect([end.code, cell(end, 'violated')]).toEqual([0, 'nothing so far'])
    const events = cell(end, 'simulated events') as string
    const byNumber = await sim('replay', CAPSULE, '--events', events, '--trace', 'trace.json')
    expect(cell(byNumber, 'trace hash')).toBe(cell(end, 'trace hash'))
    const lines = readFileSync(join(folder, 'trace.jsonl'), 'utf8').trim().split('\n')
    const last = JSON.parse(lines.at(-1) as string) as { at: number }
    expect(last.at).toBeLessThanOrEqual(5000)
    const perfetto = JSON.parse(readFileSync(join(folder, 'trace.json'), 'utf8')) as { otherData: { entries: number } }
    expect(perfetto.otherData.entries).toBe(lines.length)
  })

  it('goes on from a moment with other seeds, and says how many fail', async () => {
    const early = await sim('replay', CAPSULE, '--until', '8000', '--fork', '4')
    expect([early.code, early.stdout.split('\n')[0]]).toEqual([0, 'never/wrong-death\t4\t4\t100.0 %\t51.0 %\t100.0 %'])
    const { all } = JSON.parse((await sim('replay', CAPSULE, '--events', '10', '--fork', '3', '--json')).stdout) as {
      all: object
    }
    expect(all).toMatchObject({ failures: 3, tries: 3, high: 1 })
  })

  it('takes a seed of a scenario too', async () => {
    const end = await sim('replay', '5', '--scenario', 'outage.yaml')
    const capsule = JSON.parse(readFileSync(join(folder, CAPSULE), 'utf8')) as { traceHash: string }
    expect([end.code, cell(end, 'trace hash')]).toEqual([1, capsule.traceHash])
  })

  it('refuses what cannot be, by its name', async () => {
    const refusals: [string[], RegExp][] = [
      [['5'], /seed 5 of which scenario\? Add --scenario/],
      [['five', '--scenario', 'outage.yaml'], /five is not a seed/],
      [['gone.json'], /cannot read gone\.json/],
      [['outage.yaml'], /outage\.yaml: it is no JSON/],
      [[changed('seedless.json', { seed: null })], /seedless\.json: seed: /],
      [[changed('bare.json', { options: {} })], /bare\.json: options\.nodes: it is missing/],
      [[CAPSULE, '--fork', '3'], /--fork needs a moment/],
      [[CAPSULE, '--fork', '3', '--until', '30000'], /fails before that moment/],
      [[CAPSULE, '--until', '1', '--events', '1'], /give one/],
      [[CAPSULE, '--until', '40001'], /the run ends at 40000 ms/],
      [[CAPSULE, '--trace', 'trace.txt'], /must end in \.json .* or \.jsonl/],
    ]
    for (const [args, reason] of refusals) {
      expect(await sim('replay', ...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(reason) as string })
    }
  })
})
