import { checkCodecVectors } from '../vectors/check-codec-vectors.ts'
import { checkFormulas, checkQueue, checkStateTransitions, checkVersionRules } from '../vectors/check-swim-vectors.ts'
import { readVectors } from '../vectors/read-vectors.ts'
import { loadVectors, vectorFileNames } from '../vectors/vector-files.ts'
import type { Check, Report } from './check.ts'

/** The files that are no lists of bytes, and what reads them. */
const OTHERS: Readonly<Record<string, string>> = {
  'accept-reject.json': 'cases of acceptance',
  'formulas.json': 'formulas',
  'queue.json': 'steps of the broadcast queue',
  'state-transitions.json': 'steps of the state machine',
  'verify-protocol.json': 'mergers of member tables',
}

const MACHINES = {
  'formulas.json': checkFormulas,
  'queue.json': checkQueue,
  'state-transitions.json': checkStateTransitions,
  'verify-protocol.json': checkVersionRules,
} as const

/** Bytes, cases and state machines recorded from memberlist and Serf. */
export const vectorsCheck: Check = {
  name: 'vectors',
  title: 'recorded bytes decode and encode to themselves; cases and state machines give the recorded outcome',
  run(_size, report) {
    codec(report)
    for (const [file, check] of Object.entries(MACHINES)) {
      const { checked, failures } = check()
      report.figure(`${OTHERS[file]}: compared`, checked)
      report.expect(checked > 5, `${file}: only ${checked} comparisons`)
      for (const failure of failures) report.expect(false, `${file}: ${failure}`)
    }
    everyFileIsRead(report)
    return Promise.resolve()
  },
}

function codec(report: Report): void {
  const result = checkCodecVectors()
  const { outcomes } = result
  report.figure('files with bytes of the wire', result.files)
  report.figure('vectors', result.vectors)
  report.figure('datagrams and streams decoded', result.decoded)
  report.figure('… encoded to the same bytes', result.reencoded)
  report.figure('structs and layers decoded', result.structsDecoded)
  report.figure('… encoded to the same bytes', result.structsReencoded)
  report.figure('cases of acceptance', outcomes.cases)
  report.figure('… with the outcome of memberlist', outcomes.asNew)
  report.figure('… decided above the codec', outcomes.decidedAbove)
  report.figure('… with a safer outcome', outcomes.safer.length)
  for (const { reason, count } of result.skipped) report.note(`not encoded to the same bytes, ${count}: ${reason}`)
  for (const { reason, count } of result.refused) report.note(`refused, ${count}: ${reason}`)
  for (const { id, reason } of outcomes.safer) report.note(`safer than memberlist, ${id}: ${reason}`)
  const told = outcomes.asNew + outcomes.decidedAbove + outcomes.safer.length
  report.expect(told === outcomes.cases, `${outcomes.cases - told} cases have another outcome`)
  const explained = result.skipped.reduce((sum, { count }) => sum + count, 0)
  const missing = result.decoded + result.structsDecoded - result.reencoded - result.structsReencoded
  report.expect(missing === explained, `${missing} were not encoded to the same bytes, and ${explained} have a reason`)
  for (const failure of result.failures) report.expect(false, failure)
}

/** A file that nobody reads would look as if it were checked. */
function everyFileIsRead(report: Report): void {
  const files = vectorFileNames()
  const vectors = loadVectors()
  report.figure('files', files.length)
  for (const file of files.filter((name) => OTHERS[name] === undefined)) {
    const loaded = vectors.filter((vector) => vector.file === file).length
    const listed = readVectors<unknown[]>(`memberlist/${file}`).length
    report.expect(loaded > 0 && loaded === listed, `${file}: ${loaded} of ${listed} vectors are read by a check`)
  }
  for (const file of Object.keys(OTHERS)) report.expect(files.includes(file), `${file} is missing`)
}
