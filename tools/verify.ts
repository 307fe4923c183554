import type { Check } from '../test/verify/check.ts'
import { CollectingReport, figureLines } from '../test/verify/collect.ts'
import { checks } from '../test/verify/index.ts'
import { nearest } from '../src/base/nearest.ts'

const USAGE = `usage: npm run verify -- --list          the checks and what each must show
       npm run verify -- NAME [NAME…]   some of them, at full size
       npm run verify -- --all          all of them
`

type Outcome = 'holds' | 'skipped' | 'failed'

process.exitCode = await main(process.argv.slice(2))

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--list')) return list()
  const names = args.includes('--all') ? checks.map((check) => check.name) : args
  if (names.length === 0 || names.includes('--help')) {
    process.stdout.write(USAGE)
    return names.length === 0 ? 2 : 0
  }
  const chosen: Check[] = []
  for (const name of names) {
    const check = checks.find((candidate) => candidate.name === name)
    if (check === undefined) return unknown(name)
    chosen.push(check)
  }
  return runAll(chosen)
}

function list(): number {
  const width = Math.max(0, ...checks.map((check) => check.name.length))
  for (const check of checks) process.stdout.write(`${check.name.padEnd(width)}  ${check.title}\n`)
  return 0
}

function unknown(name: string): number {
  const guess = nearest(
    name,
    checks.map((check) => check.name),
  )
  process.stderr.write(`there is no check "${name}"; did you mean "${guess ?? '--list'}"?\n`)
  return 2
}

async function runAll(chosen: readonly Check[]): Promise<number> {
  const named: Record<Outcome, string[]> = { holds: [], skipped: [], failed: [] }
  const interrupt = new AbortController()
  process.once('SIGINT', () => interrupt.abort(new Error('interrupted')))
  for (const check of chosen) {
    if (interrupt.signal.aborted) break
    named[await runOne(check, interrupt.signal)].push(check.name)
  }
  if (chosen.length > 1) process.stdout.write(`${summary(named)}\n`)
  return named.failed.length > 0 || interrupt.signal.aborted ? 1 : 0
}

/** A check that was skipped has shown nothing. */
function summary({ skipped, failed }: Record<Outcome, string[]>): string {
  const others = Object.entries({ failed, skipped }).filter(([, names]) => names.length > 0)
  if (others.length === 0) return 'every check holds'
  return others.map(([outcome, names]) => `${outcome}: ${names.join(', ')}`).join('; ')
}

/** Runs one check and prints what it found. */
async function runOne(check: Check, signal: AbortSignal): Promise<Outcome> {
  const report = new CollectingReport((text) => process.stderr.write(`  … ${text}\n`))
  process.stdout.write(`${check.name}: ${check.title}\n`)
  const started = performance.now()
  try {
    await check.run('full', report, signal)
  } catch (error) {
    report.expect(false, error instanceof Error ? (error.stack ?? error.message) : String(error))
  }
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  for (const line of figureLines(report.figures)) process.stdout.write(`  ${line}\n`)
  for (const note of report.notes) process.stdout.write(`  note: ${note}\n`)
  for (const failure of report.failures) process.stdout.write(`  FAILED: ${failure}\n`)
  process.stdout.write(`  ${verdict(report)} after ${seconds} s\n\n`)
  return outcomeOf(report)
}

function outcomeOf(report: CollectingReport): Outcome {
  if (report.failures.length > 0) return 'failed'
  return report.skipped === undefined ? 'holds' : 'skipped'
}

function verdict(report: CollectingReport): string {
  const outcome = outcomeOf(report)
  if (outcome === 'skipped') return `skipped: ${report.skipped}`
  return outcome === 'failed' ? 'does not hold' : outcome
}
