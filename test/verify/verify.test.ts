import { describe, expect, it } from 'vitest'
import { CollectingReport, figureLines } from './collect.ts'
import { checks } from './index.ts'
import { tidyCheck } from './tidy.ts'

const DEFAULT_LIMIT_MS = 60_000

/** The house rules have a test of each in tools/tidy.test.ts. */
const here = checks.filter((check) => check !== tidyCheck)

describe('the small form of', () => {
  for (const check of here) {
    const limit = check.smallLimitMs ?? DEFAULT_LIMIT_MS
    it(`${check.name} shows ${check.title}`, { timeout: limit + 5000 }, async (context) => {
      const report = new CollectingReport()
      await check.run('small', report, AbortSignal.any([context.signal, AbortSignal.timeout(limit)]))
      expect(report.failures).toEqual([])
      if (report.skipped !== undefined) context.skip(report.skipped)
    })
  }
})

describe('the list of checks', () => {
  it('has no name twice, and only kebab-case names', () => {
    const names = checks.map((check) => check.name)
    expect(new Set(names).size).toBe(names.length)
    expect(names.filter((name) => !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))).toEqual([])
  })
})

describe('a report', () => {
  it('aligns its figures', () => {
    const report = new CollectingReport()
    report.figure('members', 5)
    report.figure('median detection', 1234.56, 'ms')
    expect(figureLines(report.figures)).toEqual(['members                5', 'median detection  1234.6 ms'])
  })

  it('has not passed with a failed expectation', () => {
    const report = new CollectingReport()
    report.expect(true, 'holds')
    expect(report.passed).toBe(true)
    report.expect(false, 'does not hold')
    expect(report.passed).toBe(false)
    expect(report.failures).toEqual(['does not hold'])
  })
})
