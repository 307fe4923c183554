import { answerApart } from '../support/run-apart.ts'
import { runSplitCrowd } from './split-crowd.ts'

/** The halves in a process of their own. */
await answerApart(runSplitCrowd)
