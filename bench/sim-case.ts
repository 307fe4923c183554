import { answerApart } from '../test/support/run-apart.ts'
import { measureSim } from './measure-sim.ts'

await answerApart(measureSim)
