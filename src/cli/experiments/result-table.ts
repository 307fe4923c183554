import pc from 'picocolors'
import type { ExperimentRun, FinishedExperiment, JudgedClaim, Verdict } from '../../experiments/index.ts'
import { bandText, intervalText, quantityText } from '../../experiments/number-text.ts'
import type { Output } from '../output/output.ts'

const HEADER = ['CLAIM', 'PUBLISHED', 'BAND', 'MEASURED', '95 % INTERVAL', 'VERDICT']
const VERDICT_COLUMN = 5

const COLOURS: Readonly<Record<Verdict, (text: string) => string>> = {
  holds: pc.green,
  fails: pc.red,
  'unverified figure': pc.yellow,
  informative: pc.cyan,
}

/** Every finished experiment with its claims: one table each for people, one row a claim with plain numbers otherwise. */
export function printResults(output: Output, run: ExperimentRun): void {
  const finished = run.results.filter((result) => result.outcome === 'finished')
  if (output.mode === 'tsv') return output.rows([], finished.flatMap(plainRows))
  for (const result of finished) printForPeople(output, result)
}

function plainRows({ experiment, claims }: FinishedExperiment): string[][] {
  return claims.map(({ claim, measured, verdict }) => [
    ...[experiment.id, claim.id, verdict],
    ...[measured.value, measured.low, measured.high].map(plain),
    ...[claim.published, claim.band.least, claim.band.most].map(plain),
    claim.unit ?? '',
  ])
}

function plain(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

function printForPeople(output: Output, { experiment, claims, seconds }: FinishedExperiment): void {
  output.line(`${pc.bold(experiment.id)}  ${experiment.title} ${pc.dim(`(${seconds.toFixed(1)} s)`)}`)
  output.line(pc.dim(experiment.source))
  output.rows(HEADER, claims.map(row), (column, text) => (column === VERDICT_COLUMN ? coloured(text) : text))
  for (const { claim } of claims.filter(({ verdict }) => verdict === 'fails')) {
    output.line(`${pc.red('fails')} ${claim.id}: ${claim.text}`)
  }
  output.line('')
}

function row({ claim, measured, verdict }: JudgedClaim): string[] {
  return [
    claim.id,
    quantityText(claim.published, claim.unit),
    bandText(claim.band),
    quantityText(measured.value, claim.unit),
    intervalText(measured),
    verdict,
  ]
}

function coloured(verdict: string): string {
  return (COLOURS[verdict as Verdict] ?? pc.white)(verdict)
}
