import { answerApart } from '../support/run-apart.ts'
import { runFuzz } from './run-fuzz.ts'

/** The fuzzer in a process of its own: an error that nobody catches ends it, and the collector can be run. */
await answerApart(runFuzz)
