import { answerApart } from '../support/run-apart.ts'
import { runBlockedCrowd } from './blocked-crowd.ts'

/** The crowd in a process of its own, so that its event loop is nobody else's. */
await answerApart(runBlockedCrowd)
