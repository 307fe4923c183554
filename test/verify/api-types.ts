import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../../tools/tidy/project.ts'
import { compile, type Complaint } from '../types/compile.ts'
import { PRELUDE, programOf, RIGHT_LINES, WRONG_LINES } from '../types/wrong-programs.ts'
import type { Check, Report } from './check.ts'

/** Types are part of the interface. */
export const apiTypesCheck: Check = {
  name: 'api-types',
  title: 'the types of the public API are as written down, and the compiler refuses each wrong use of it',
  async run(_size, report) {
    const root = projectRoot()
    const asserted = assertions(root)
    const programs = {
      asserted,
      right: programOf(RIGHT_LINES),
      wrong: programOf(WRONG_LINES),
      changed: changed(asserted),
    }
    const complaints = await compile(root, programs)
    const about = (name: keyof typeof programs): readonly Complaint[] => complaints.get(name) ?? []
    report.figure('types compared', asserted.match(/\bsame</g)?.length ?? 0)
    report.figure('right lines', RIGHT_LINES.length)
    report.figure('wrong lines', WRONG_LINES.length)
    for (const name of ['asserted', 'right'] as const) {
      for (const { line, text } of about(name)) report.expect(false, `${name}, line ${line}: ${text}`)
    }
    everyWrongLineIsRefused(report, about('wrong'))
    report.expect(about('changed').length > 0, 'a changed type was not noticed')
  },
}

/** The assertions, which stand in a file of the project, as a user of the package would write them. */
function assertions(root: string): string {
  const text = readFileSync(join(root, 'test', 'types', 'public-api.ts'), 'utf8')
  return text.replace("'../../src/index.ts'", "'hearsay'").replace("'../../src/testing/index.ts'", "'hearsay/testing'")
}

/** The assertions with one of them made wrong. */
function changed(text: string): string {
  return text.replace("same<MemberStatus, 'alive' | ", 'same<MemberStatus, ')
}

function everyWrongLineIsRefused(report: Report, complaints: readonly Complaint[]): void {
  const refused = new Set(complaints.map(({ line }) => line - PRELUDE.length - 1))
  report.figure('wrong lines refused', WRONG_LINES.filter((_, i) => refused.has(i)).length)
  for (const [i, line] of WRONG_LINES.entries()) report.expect(refused.has(i), `the compiler takes ${line}`)
  for (const { line, text } of complaints) {
    report.expect(line > PRELUDE.length && line <= PRELUDE.length + WRONG_LINES.length, `line ${line}: ${text}`)
  }
}
