import { parentPort } from 'node:worker_threads'
import { runScenarios } from './scenarios.ts'

/** Runs every scenario with seed 1, as a worker thread or as a process, and tells the outcomes. */
const outcomes = runScenarios(1)
if (parentPort === null) process.stdout.write(`${JSON.stringify([process.version, ...outcomes])}\n`)
else parentPort.postMessage(outcomes, [])
