import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type WorkloadName } from '../../src/maelstrom/index.ts'
import { HEARSAY } from '../support/project.ts'
import { runProgram } from '../support/run-program.ts'

/** Tests of the original that must end well: workload, and what its command line says besides. */
export const ORIGINAL_TESTS: readonly (readonly [WorkloadName, readonly string[]])[] = [
  ['echo', ['--node-count', '1', '--time-limit', '10']],
  ['unique-ids', ['--node-count', '3', '--rate', '1000', '--availability', 'total', '--nemesis', 'partition']],
  ['broadcast', ['--node-count', '25', '--rate', '100', '--time-limit', '20', '--latency', '100']],
  ['broadcast', ['--node-count', '5', '--rate', '10', '--time-limit', '20', '--nemesis', 'partition']],
  ['g-set', ['--node-count', '5', '--rate', '50', '--time-limit', '20', '--nemesis', 'partition']],
  ['g-counter', ['--node-count', '3', '--rate', '100', '--time-limit', '20', '--nemesis', 'partition']],
  ['pn-counter', ['--node-count', '3', '--rate', '100', '--time-limit', '20', '--nemesis', 'partition']],
  [
    'txn-rw-register',
    [
      ...['--node-count', '2', '--concurrency', '2n', '--rate', '1000', '--time-limit', '20'],
      ...['--consistency-models', 'read-committed', '--availability', 'total', '--nemesis', 'partition'],
    ],
  ],
]

/** Where Maelstrom's own program is, if HEARSAY_MAELSTROM says so. */
export function originalProgram(): string | undefined {
  return process.env['HEARSAY_MAELSTROM'] || undefined
}

/** Runs one test under Maelstrom itself. @returns what was wrong; undefined if it found everything in order */
export async function runOriginal(
  program: string,
  workload: WorkloadName,
  args: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-maelstrom-'))
  try {
    const script = join(folder, 'node.sh')
    writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${HEARSAY}" maelstrom ${workload} "$@"\n`)
    chmodSync(script, 0o755)
    const options = { cwd: folder, limitMs: ORIGINAL_LIMIT_MS, signal }
    const { code, stdout, stderr } = await runProgram(
      program,
      ['test', '-w', workload, '--bin', script, ...args],
      options,
    )
    return code === 0 ? undefined : `${workload}, exit code ${code}: ${(stdout + stderr).slice(-2000)}`
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const ORIGINAL_LIMIT_MS = 300_000
