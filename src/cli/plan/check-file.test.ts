import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { runCli } from '../../../test/support/run-cli.ts'
import type { Targets } from '../../experiments/plan/conditions.ts'
import { liveThrough } from '../../experiments/plan/life.ts'
import type { LiveThrough } from '../../experiments/plan/life-threads.ts'
import { CliError } from '../exit-codes.ts'
import { Output } from '../output/output.ts'
import { checkFile } from './check-file.ts'
import { readFileSettings } from './file-settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-check-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

/** Threads need compiled code. */
const here: LiveThrough = (order, tellDone) => Promise.resolve(liveThrough(order, tellDone))
const CONDITIONS = { nodes: 3, loss: 0, latencyMs: 1, churnPerHour: 0 }

/** @returns what was printed, and how it ended */
async function checked(targets: Targets, mode: 'tsv' | 'json' = 'tsv'): Promise<[text: string, end: unknown]> {
  let text = ''
  const output = new Output(mode, (more) => (text += more))
  const file = fileOf('three.yaml', 'swim: { probeIntervalMs: 500 }\naccrual: { watchers: 1 }\n')
  const check = { file, conditions: CONDITIONS, targets, runs: 1, seed: 1, progress: () => {} }
  const end = await checkFile(check, output, here).catch((error: unknown) => error)
  return [text, end]
}

describe('a configuration file that is checked', () => {
  it('is simulated with its profile, its overrides and its heartbeats', async () => {
    const file = fileOf('wan.yaml', 'name: web-1\nprofile: wan\nswim: { gossipNodes: 5 }\naccrual: { threshold: 9 }\n')
    expect(await readFileSettings(file)).toMatchObject({
      swim: { probeIntervalMs: 5000, gossipNodes: 5 },
      accrual: { threshold: 9, watchers: 3 },
    })
    expect(await readFileSettings(fileOf('plain.yaml', 'dialect: serf\n'))).not.toHaveProperty('accrual')
  })

  it('is refused where it asks for nodes that are not simulated', async () => {
    const file = fileOf('tcp.yaml', 'transport: tcp\ndialect: memberlist\ncompress: false\nserf: { eventBuffer: 8 }\n')
    await expect(readFileSettings(file)).rejects.toThrow(/tcp\.yaml: .*dialect, transport, compress, serf/)
  })

  it('is refused before anything runs where a value cannot be, with the place and the field', async () => {
    const file = fileOf('bad.yaml', 'profile: lan\nswim: { probeIntervalMs: 0 }\n')
    const { code, stdout, stderr } = await runCli(['plan', '--nodes', '3', '--check', file])
    expect([code, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(/bad\.yaml:2: swim\.probeIntervalMs is 0, but must be/)
    await expect(readFileSettings(fileOf('phi.yaml', 'accrual: { watchers: -1 }\n'))).rejects.toThrow(
      /phi\.yaml:1: accrual\.watchers is -1/,
    )
  })

  it('is measured, without a verdict where nothing is asked for', async () => {
    const [text, end] = await checked({})
    expect(end).toBeUndefined()
    expect(text).toMatch(/^sent per member\t\S+\tbytes\/s\t\t$/m)
  })

  it('is judged by each target, and fails with one that it misses', async () => {
    const [text, end] = await checked({ detectP99Ms: 10, bytesPerSecond: 1_000_000 })
    expect(text).toMatch(/^the same, 99th percentile\t[^\t]+\tms\t10\tmissed$/m)
    expect(text).toMatch(/^sent per member\t[^\t]+\tbytes\/s\t1000000\t(?:met|likely)$/m)
    expect(end).toBeInstanceOf(CliError)
    expect(end).toMatchObject({ exitCode: 1, message: expect.stringMatching(/three\.yaml.*: detectP99Ms is missed$/) })
  })

  it('is judged for programs too', async () => {
    const [text, end] = await checked({ detectP99Ms: 100_000 }, 'json')
    expect(end).toBeUndefined()
    expect(JSON.parse(text)).toMatchObject({
      targets: { detectP99Ms: 100_000 },
      settings: { probeIntervalMs: 500 },
      accrual: { watchers: 1 },
      judged: [{ target: 'detectP99Ms', verdict: 'likely' }],
    })
  })
})
