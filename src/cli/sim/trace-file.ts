import { extname } from 'node:path'
import { nodeName } from '../../experiments/cluster/full-node.ts'
import type { Scenario } from '../../experiments/scenario/scenario.ts'
import { type Simulation, toChromeTrace, toJsonLines } from '../../sim/index.ts'
import { writeOutput } from './files.ts'

/** Writes what happened: for Perfetto if the file ends in .json, one object a line if it ends in .jsonl. */
export function writeTrace(file: string, { trace }: Simulation, { faults }: Scenario): void {
  const isLines = extname(file) === '.jsonl'
  writeOutput(file, isLines ? toJsonLines(trace) : toChromeTrace(trace, { schedule: faults, nodeName }))
}
