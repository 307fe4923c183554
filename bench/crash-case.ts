import { type CrashPlan, measureCrashes } from './measure-crashes.ts'

/** The crashes of `npm run bench -- sim`, in a process of its own: a plan as JSON in, figures as JSON out. */
const figures = measureCrashes(JSON.parse(process.argv[2] ?? '{}') as CrashPlan, (second) => {
  process.stderr.write(`${second} virtual seconds\n`)
})
process.stdout.write(`${JSON.stringify(figures)}\n`)
