import { measureSim, type SimPlan } from './measure-sim.ts'

/** One case of `npm run bench -- sim`, in a process of its own: its plan as JSON in, its figures as JSON out. */
process.stdout.write(`${JSON.stringify(measureSim(JSON.parse(process.argv[2] ?? '{}') as SimPlan))}\n`)
