import pc from 'picocolors'
import { ledger } from '../../experiments/claims/ledger.ts'
import type { LedgerEntry, LedgerVerdict, Telling } from '../../experiments/claims/ledger-entry.ts'
import { ledgerSections } from '../../experiments/claims/ledger-sections.ts'
import { numberText } from '../../experiments/number-text.ts'
import type { ClaimsOptions } from './command-options.ts'
import { CliError, EXIT } from '../exit-codes.ts'
import { Output, outputMode } from '../output/output.ts'
import { terminalSize } from '../output/terminal-size.ts'
import { wrapText } from '../output/wrap-text.ts'

/** An entry, and what its run told if it was asked. */
interface ToldEntry {
  readonly entry: LedgerEntry
  readonly told: Telling | undefined
}

/** `hearsay claims`. @throws CliError if what was computed contradicts the ledger */
export function printClaims({ section, check = false, seed, json = false }: ClaimsOptions): void {
  const chosen = ledger.filter((entry) => section === undefined || entry.section === section)
  const all = chosen.map((entry) => ({ entry, told: check ? entry.run?.run(seed) : undefined }))
  const output = new Output(outputMode(json))
  if (output.mode === 'json') output.json({ schema: 1, sections: ledgerSections, entries: all.map(entryJson) })
  else if (output.mode === 'tsv') output.rows([], all.map(plainRow))
  else for (const one of all) printForPeople(output, one)
  const contradicted = all.filter(({ entry, told }) => told !== undefined && told.verdict !== entry.verdict)
  if (contradicted.length === 0) return
  const ids = contradicted.map(({ entry }) => entry.id).join(', ')
  throw new CliError(EXIT.failed, `what was computed says otherwise of ${ids}`)
}

function entryJson({ entry, told }: ToldEntry): object {
  const { run, ...plain } = entry
  return { ...plain, ...(run === undefined ? {} : { run: { says: run.says, ...told } }) }
}

function plainRow({ entry, told }: ToldEntry): string[] {
  const { id, line, verdict, how, provenance, statement, why } = entry
  return [
    id,
    String(line),
    verdict,
    how,
    provenance,
    statement,
    why,
    ...(told === undefined ? [] : [figures(told).join('; ')]),
  ]
}

function printForPeople(output: Output, { entry, told }: ToldEntry): void {
  const { id, verdict, how, provenance, statement, why, experiment, run } = entry
  const basis = verdict === 'unverifiable' ? how : `${how}; ${BASES[provenance]}`
  output.line(`${pc.bold(id.padEnd(ID_WIDTH))} ${COLOURS[verdict](verdict)}  ${pc.dim(basis)}`)
  for (const line of wrapText(statement, textWidth())) output.line(INDENT + line)
  for (const line of wrapText(`→ ${why}`, textWidth())) output.line(INDENT + line)
  if (experiment !== undefined) output.line(INDENT + pc.dim(`hearsay experiment run ${experiment}`))
  if (told !== undefined) printTelling(output, run?.says ?? '', told)
  output.line('')
}

function printTelling(output: Output, says: string, told: Telling): void {
  for (const line of wrapText(says, textWidth())) output.line(INDENT + pc.dim(line))
  for (const figure of figures(told)) output.line(`${INDENT}  ${figure}`)
}

function figures({ figures: all }: Telling): string[] {
  return Object.entries(all).map(([name, { value }]) => `${name}: ${numberText(value)}`)
}

function textWidth(): number {
  return Math.min(100, terminalSize(process.stdout).columns) - INDENT.length
}

const ID_WIDTH = 8
const INDENT = '  '

const BASES = {
  source: 'read in the source',
  formula: 'by a formula',
  pilot: 'measured',
  memory: 'from memory',
} as const

const COLOURS: Readonly<Record<LedgerVerdict, (text: string) => string>> = {
  right: pc.green,
  plausible: pc.cyan,
  dubious: pc.yellow,
  wrong: pc.red,
  unverifiable: pc.magenta,
}
