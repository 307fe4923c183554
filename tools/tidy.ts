import { loadProject } from './tidy/project.ts'
import { everyRule } from './tidy/rules.ts'

process.exitCode = await main()

/** Prints every finding as "file:line wrong; what to do" and answers 1 if there is one that is more than a warning. */
async function main(): Promise<number> {
  const project = loadProject()
  let failures = 0
  for (const rule of everyRule) {
    for (const finding of await rule.find(project)) {
      const mark = finding.warning === true ? 'warning' : rule.name
      process.stdout.write(`${finding.file}:${finding.line} [${mark}] ${finding.wrong}; ${finding.todo}\n`)
      if (finding.warning !== true) failures++
    }
  }
  process.stdout.write(failures === 0 ? 'tidy\n' : `${failures} to mend\n`)
  return failures === 0 ? 0 : 1
}
