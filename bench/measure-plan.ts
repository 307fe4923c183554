import type { Conditions } from '../src/experiments/plan/conditions.ts'
import type { Performance } from '../src/experiments/plan/measure-settings.ts'
import type { SwimOptions } from '../src/membership/swim/options.ts'
import { HEARSAY } from '../test/support/project.ts'
import { runProgram } from '../test/support/run-program.ts'
import { comparePlan, type PlanComparison } from './plan/compare.ts'
import { liveOnLoopback, type RealFigures, type RealLife } from './plan/live-on-loopback.ts'
import { measureLatency } from './plan/loopback-latency.ts'

/** A plan and how its recommendation is tried. */
export interface PlanTrial
  extends Pick<RealLife, 'happenings' | 'restLimitMs' | 'mortals' | 'perProcess' | 'makeHost' | 'progress' | 'signal'> {
  readonly nodes: number
  readonly loss: number
  /** As on the command line. */
  readonly targets: readonly string[]
  /** Clusters that the plan simulates for the recommended settings. */
  readonly runs: number
}

/** What a plan promised and what a real cluster did. */
export interface PlanFigures {
  readonly command: string
  readonly settings: Partial<SwimOptions>
  readonly comparisons: readonly PlanComparison[]
  readonly real: RealFigures
}

/** A full trial, but for what makes hosts. */
export const PLAN_TRIAL: Omit<PlanTrial, 'makeHost' | 'progress' | 'signal'> = {
  nodes: 32,
  loss: 0.01,
  targets: ['--detect-p99', '5s', '--bytes', '20k'],
  runs: 20,
  happenings: { events: 40, kills: 24, deaths: 24 },
  restLimitMs: Number.POSITIVE_INFINITY,
  mortals: 6,
  perProcess: 13,
}

const PLAN_LIMIT_MS = 600_000

/** What `hearsay plan --json` prints, as far as it is needed here. */
interface PlanOutput {
  readonly conditions: Conditions
  readonly chosen: { readonly settings: Partial<SwimOptions>; readonly performance: Performance }
}

/**
 * Plans a cluster with the command that ships, runs what it recommends for real, and compares. The network is loopback
 * as it is on this machine, whose latency is measured first, with the loss that the plan was told.
 * @throws Error if there is no plan, or the cluster does not form
 */
export async function measurePlan(trial: PlanTrial): Promise<PlanFigures> {
  const { progress, makeHost, signal } = trial
  progress('latency of loopback')
  const latencyMs = await measureLatency(makeHost, signal)
  const args = planArguments(trial, latencyMs)
  const command = `hearsay ${args.join(' ')}`
  progress(command)
  const { conditions, chosen } = await plan(args, signal)
  const { settings, performance } = chosen
  const real = await liveOnLoopback({ ...trial, settings, conditions })
  return { command, settings, comparisons: comparePlan(performance.samples, real), real }
}

function planArguments({ nodes, loss, targets, runs }: PlanTrial, latencyMs: number): string[] {
  const network = ['--nodes', String(nodes), '--loss', String(loss), '--latency', `${latencyMs.toFixed(3)}ms`]
  return ['plan', ...network, ...targets, '--runs', String(runs)]
}

/** The same plan from one thread and from two, since it must not depend on that. */
async function plan(args: readonly string[], signal: AbortSignal): Promise<PlanOutput> {
  const run = async (workers: string): Promise<string> => {
    const all = [HEARSAY, ...args, '--json', '--workers', workers]
    const { code, stdout, stderr } = await runProgram(process.execPath, all, { limitMs: PLAN_LIMIT_MS, signal })
    if (code !== 0) throw new Error(`hearsay ${args.join(' ')} ended with ${code}: ${stderr.slice(-1000)}`)
    return stdout
  }
  const [one, two] = [await run('1'), await run('2')]
  if (one !== two) throw new Error(`${args.join(' ')}: one worker and two came to different plans`)
  return JSON.parse(one) as PlanOutput
}
