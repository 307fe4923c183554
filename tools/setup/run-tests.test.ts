import { describe, expect, it } from 'vitest'

interface Counts {
  passed: number
  failed: number
  skipped: number
}

/** Plain JavaScript without types: the runner works before anything is installed. */
interface RunTests {
  countTests: (json: string | undefined, exitCode: number) => Counts
  describeCounts: (counts: Counts) => string
}

const path: string = './run-tests.mjs'
const { countTests, describeCounts } = (await import(path)) as RunTests

const file = (status: string, ...tests: string[]): object => ({
  status,
  assertionResults: tests.map((test) => ({ status: test })),
})
const report = (...files: object[]): string => JSON.stringify({ testResults: files })

describe('the counts of a test run', () => {
  it('are those of the report', () => {
    const json = report(file('passed', 'passed', 'passed', 'skipped'), file('failed', 'failed', 'passed', 'todo'))
    expect(countTests(json, 1)).toEqual({ passed: 3, failed: 1, skipped: 2 })
  })

  it('have a failure for a file that could not be loaded', () => {
    expect(countTests(report(file('failed'), file('passed', 'passed')), 1)).toEqual({
      passed: 1,
      failed: 1,
      skipped: 0,
    })
  })

  it('have a failure for a run that failed without a failed test', () => {
    expect(countTests(report(file('passed', 'passed')), 1)).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  it('have a failure when there is no report', () => {
    expect(countTests(undefined, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 })
  })

  it('are told in one line, the skipped only if there are any', () => {
    expect(describeCounts({ passed: 3, failed: 1, skipped: 0 })).toBe('3 passed, 1 failed')
    expect(describeCounts({ passed: 3, failed: 0, skipped: 2 })).toBe('3 passed, 0 failed, 2 skipped')
  })
})
