import { answerApart } from '../test/support/run-apart.ts'
import { measureCrashes } from './measure-crashes.ts'

await answerApart(measureCrashes)
