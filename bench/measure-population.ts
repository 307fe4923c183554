import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spread, type SpreadEngine, type SpreadPlan } from '../src/population/index.ts'
import { inProject } from '../test/support/project.ts'
import { runProgram } from '../test/support/run-program.ts'

/** CPU of one run of an engine. */
export interface EngineFigures {
  readonly rounds: number
  readonly cpuMs: number
  /** CPU per node and round. */
  readonly nsPerNodeRound: number
}

/** The same by bench/population/reference.cpp, compiled in two ways. */
export interface ReferenceFigures {
  readonly portable: EngineFigures
  /** For this machine's own vector instructions. */
  readonly native: EngineFigures
}

/** Runs a plan with different seeds and answers the median by CPU per round. */
export function measureEngine(plan: SpreadPlan, engine: SpreadEngine, runs: number): EngineFigures {
  return medianOf(Array.from({ length: runs }, (_, run) => measureOnce({ ...plan, seed: plan.seed + run }, engine)))
}

function measureOnce(plan: SpreadPlan, engine: SpreadEngine): EngineFigures {
  const before = process.cpuUsage()
  const { rounds } = spread(plan, engine)
  const { user, system } = process.cpuUsage(before)
  return figuresOf(plan.nodes, rounds, (user + system) / 1000)
}

/** Push-pull until all know by the reference in C++; undefined where there is no g++. */
export async function measureReference(
  nodes: number,
  runs: number,
  signal?: AbortSignal,
): Promise<ReferenceFigures | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-reference-'))
  try {
    if (!(await compile(folder, 'portable', [], signal))) return undefined
    if (!(await compile(folder, 'native', ['-march=native'], signal))) return undefined
    const run = (name: string): Promise<EngineFigures> => runReference(join(folder, name), nodes, runs, signal)
    return { portable: await run('portable'), native: await run('native') }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function compile(folder: string, name: string, flags: string[], signal?: AbortSignal): Promise<boolean> {
  const args = ['-O3', ...flags, '-o', join(folder, name), inProject('bench/population/reference.cpp')]
  const end = await runProgram('g++', args, { ...(signal === undefined ? {} : { signal }) }).catch(missingIsUndefined)
  if (end === undefined) return false
  if (end.code !== 0) throw new Error(`the reference does not compile: ${end.stderr}`)
  return true
}

function missingIsUndefined(error: unknown): undefined {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return
  throw error
}

async function runReference(
  program: string,
  nodes: number,
  runs: number,
  signal?: AbortSignal,
): Promise<EngineFigures> {
  const options = { limitMs: 600_000, ...(signal === undefined ? {} : { signal }) }
  const { code, stdout } = await runProgram(program, [String(nodes), String(runs), '1'], options)
  if (code !== 0) throw new Error(`the reference ended with ${code}`)
  const lines = stdout.trim().split('\n')
  return medianOf(
    lines.map((line) => {
      const [rounds, , , seconds] = line.split(' ').map(Number)
      return figuresOf(nodes, rounds as number, 1000 * (seconds as number))
    }),
  )
}

function figuresOf(nodes: number, rounds: number, cpuMs: number): EngineFigures {
  return { rounds, cpuMs, nsPerNodeRound: (1e6 * cpuMs) / (nodes * rounds) }
}

function medianOf(figures: readonly EngineFigures[]): EngineFigures {
  const sorted = figures.toSorted((a, b) => a.nsPerNodeRound - b.nsPerNodeRound)
  return sorted[Math.floor((sorted.length - 1) / 2)] as EngineFigures
}
