import { everyRule, sourceRules } from '../../tools/tidy/rules.ts'
import { loadProject } from '../../tools/tidy/project.ts'
import type { Check } from './check.ts'

/** The house rules; the small form leaves out those that start a program, which tools/tidy.test.ts runs. */
export const tidyCheck: Check = {
  name: 'tidy',
  title: 'no finding of the house rules: ranks, cycles, docstrings, determinism, types, format, lint',
  async run(size, report) {
    const project = loadProject()
    const rules = size === 'full' ? everyRule : sourceRules
    report.figure('source files', project.sources.length)
    report.figure('rules', rules.length)
    for (const rule of rules) {
      report.progress(rule.name)
      for (const finding of await rule.find(project)) {
        const text = `${finding.file}:${finding.line} ${finding.wrong}; ${finding.todo}`
        if (finding.warning === true) report.note(text)
        else report.expect(false, text)
      }
    }
  },
}
