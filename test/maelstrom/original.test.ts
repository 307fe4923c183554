import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { runOriginal } from './original.ts'

/** Runs a stand-in for the original, a shell script. */
async function runStandIn(script: string): Promise<string | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-stand-in-'))
  try {
    const program = join(folder, 'maelstrom')
    writeFileSync(program, `#!/bin/sh\n${script}\n`)
    chmodSync(program, 0o755)
    return await runOriginal(program, 'echo', ['--node-count', '1'], new AbortController().signal)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('Maelstrom itself', () => {
  it('is given the workload, a program that is our command, and the rest', async () => {
    const said = await runStandIn('echo "$1 $2 $3 $4 $6 $7"; grep -o "maelstrom echo" "$5"; test -x "$5"; exit 3')
    expect(said).toBe('echo, exit code 3: test -w echo --bin --node-count 1\nmaelstrom echo\n')
  })

  it('is believed when it finds nothing wrong', async () => {
    expect(await runStandIn('exit 0')).toBeUndefined()
  })
})
