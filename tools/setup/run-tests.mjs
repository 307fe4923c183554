import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runChild } from './child.mjs'
import { at, readIfThere } from './root.mjs'
import { say } from './say.mjs'

/** Runs vitest, prints the counts as the last line and answers the exit code. */
export async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'hearsay-test-'))
  const report = join(folder, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const vitest = at('node_modules/vitest/vitest.mjs')
  const code = await runChild(process.execPath, [vitest, 'run', ...reporters, ...args], { stdout: 'inherit' })
  const counts = countTests(readIfThere(report), code)
  rmSync(folder, { recursive: true, force: true })
  if (counts.passed + counts.failed === 0) say('no test ran')
  process.stdout.write(`${describeCounts(counts)}\n`)
  return code !== 0 || counts.failed > 0 || counts.passed === 0 ? 1 : 0
}

/** "N passed, N failed", and the skipped if there are any. */
export function describeCounts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/**
 * Counts of a vitest JSON report. A file that could not be loaded is one failure, and so is a run that failed without
 * saying which test did (an unhandled error, a crash).
 */
export function countTests(json, exitCode) {
  const counts = { passed: 0, failed: 0, skipped: 0 }
  for (const file of json === undefined ? [] : JSON.parse(json).testResults) {
    for (const test of file.assertionResults) count(counts, test.status)
    const blamed = file.assertionResults.some((test) => test.status === 'failed')
    if (file.status === 'failed' && !blamed) counts.failed++
  }
  if (exitCode !== 0 && counts.failed === 0 && counts.passed > 0) counts.failed++
  if (json === undefined) counts.failed++
  return counts
}

function count(counts, status) {
  if (status === 'passed') counts.passed++
  else if (status === 'failed') counts.failed++
  else counts.skipped++
}
