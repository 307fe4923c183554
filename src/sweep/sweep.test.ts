import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readSweepFile, runSweep, tasks } from './index.ts'
import type { Backend } from './run/backend.ts'
import { measurePoints } from './run/measure-points.ts'
import { measure, type Parameters } from './tasks/task.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearsay-sweep-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Measures here: a thread needs compiled code. test/verify/sweep.ts has threads and queues. */
const here: Backend = {
  depth: 4,
  batchMs: 0,
  measure: (task, points) => Promise.resolve(measurePoints(task, points)),
  close: () => Promise.resolve(),
}

describe('a sweep from a file to a file', () => {
  for (const task of tasks) {
    it(`can be measured again from each of its lines: ${task.name}`, async () => {
      const [sweep, resultFile] = [join(folder, `${task.name}.yaml`), join(folder, `${task.name}.jsonl`)]
      writeFileSync(sweep, `task: ${task.name}\ngrid: { nodes: [4, 6], loss: [0, 0.1] }\nseeds: [5]\n`)
      const progress = await runSweep(readSweepFile(sweep), { backend: here, resultFile })
      expect(progress).toEqual({ done: 4, points: 4, resumed: 0 })
      const lines = readFileSync(resultFile, 'utf8').trimEnd().split('\n')
      for (const line of lines) {
        const { seed, parameters, results } = JSON.parse(line) as {
          seed: number
          parameters: Parameters
          results: unknown
        }
        expect(measure(task, parameters, seed)).toEqual(results)
      }
    })
  }

  it('says which file cannot be read', () => {
    expect(() => readSweepFile(join(folder, 'none.yaml'))).toThrow(/none\.yaml: cannot be read: ENOENT/)
  })
})
