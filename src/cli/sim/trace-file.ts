import { extname } from 'node:path'
import { nodeName } from '../../experiments/cluster/full-node.ts'
import type { ScenarioOutcome } from '../../experiments/scenario/scenario-run.ts'
import { toChromeTrace, toJsonLines } from '../../sim/index.ts'
import { writeOutput } from './files.ts'

/** Writes what happened: for Perfetto if the file ends in .json, one object a line if it ends in .jsonl. */
export function writeTrace(file: string, { sim: { trace }, faults }: ScenarioOutcome): void {
  const isLines = extname(file) === '.jsonl'
  writeOutput(file, isLines ? toJsonLines(trace) : toChromeTrace(trace, { schedule: faults, nodeName }))
}
