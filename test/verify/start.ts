import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { UpLine } from '../../src/cli/up/up-line.ts'
import { HEARSAY, PROJECT } from '../support/project.ts'
import { type ProgramEnd, runProgram } from '../support/run-program.ts'
import type { Check, Report } from './check.ts'

const ARGUMENTS = ['--seconds', '20', '--json']
const AGENTS = 5
/** Installing and compiling on a slow machine, and the 20 s themselves. */
const LIMIT_MS = 600_000

/** What a newcomer does first. */
export const startCheck: Check = {
  name: 'start',
  title:
    'npm start: five agents find each other; one is killed, seen failed, restarted, seen alive; no process is left',
  smallLimitMs: 60_000,
  async run(size, report, signal) {
    if (size === 'full') return onFreshClone(report, signal)
    await judge(report, await runProgram(process.execPath, [HEARSAY, 'up', ...ARGUMENTS], { signal }), HEARSAY)
  },
}

/** What is committed, in a folder where nothing was installed. */
async function onFreshClone(report: Report, signal: AbortSignal): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-clone-'))
  try {
    report.progress('cloning')
    const cloned = await runProgram('git', ['clone', '--quiet', PROJECT, folder], { signal })
    report.expect(cloned.code === 0, `git clone: ${cloned.stderr}`)
    report.progress('npm start, which installs and compiles first')
    const started = performance.now()
    const end = await runProgram('npm', ['start', '--', ...ARGUMENTS], { cwd: folder, limitMs: LIMIT_MS, signal })
    report.figure('npm start in all, set-up included', (performance.now() - started) / 1000, 's')
    await judge(report, end, folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function judge(report: Report, end: ProgramEnd, marker: string): Promise<void> {
  report.expect(end.code === 0, `exit code ${end.code}: ${end.stderr.slice(-2000)}`)
  const lines = end.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as UpLine)
  judgeStory(report, lines)
  const left = agentsLeft(lines, marker)
  report.figure('processes left', left.length)
  report.expect(left.length === 0, `still running: ${left.join('; ')}`)
}

/** The five acts, in their order. */
function judgeStory(report: Report, lines: readonly UpLine[]): void {
  const started = new Set(lines.flatMap((line) => (line.type === 'agent-started' ? [line.name] : [])))
  report.expect(started.size === AGENTS, `${started.size} agents started`)
  const whole = lines.findIndex((line) => line.type === 'all-alive' && line.members === AGENTS)
  const killed = lines.findIndex((line, i) => i > whole && line.type === 'agent-killed')
  const failed = lines.findIndex((line, i) => i > killed && line.type === 'failed-everywhere')
  const restarted = lines.findIndex((line, i) => i > failed && line.type === 'agent-started')
  const again = lines.findIndex((line, i) => i > restarted && line.type === 'all-alive' && line.members === AGENTS)
  const acts = { whole, killed, failed, restarted, again }
  for (const [act, index] of Object.entries(acts)) report.expect(index >= 0, `the story lacks "${act}"`)
  const heroes = new Set([killed, failed, restarted].map((index) => nameIn(lines[index])))
  report.expect(heroes.size === 1, `killed, seen failed and restarted are not the same: ${[...heroes].join(', ')}`)
  const [first, seen, last] = [lines[whole], lines[failed], lines[again]]
  if (first?.type === 'all-alive') report.figure('all see all alive', first.afterMs, 'ms after the start')
  if (seen?.type === 'failed-everywhere') {
    report.figure('all survivors report it failed', seen.afterMs, 'ms after the kill')
    report.expect(seen.by.length === AGENTS - 1, `only ${seen.by.join(', ')} saw it failed`)
  }
  if (last?.type === 'all-alive') report.figure('all see all alive again', last.afterMs, 'ms after the kill')
  report.expect(lines.at(-1)?.type === 'ended', 'the last line is not "ended"')
}

function nameIn(line: UpLine | undefined): string {
  return line !== undefined && 'name' in line ? line.name : 'nobody'
}

/** Command lines of the agents that were started and still run; a pid may belong to somebody else by now. */
function agentsLeft(lines: readonly UpLine[], marker: string): string[] {
  const pids = lines.flatMap((line) => (line.type === 'agent-started' ? [line.pid] : []))
  return pids.map(commandOf).filter((command) => command.includes(marker))
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return '' // it has ended meanwhile
  }
}
