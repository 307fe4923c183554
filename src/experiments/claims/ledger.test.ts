import { describe, expect, it } from 'vitest'
import { experiments } from '../index.ts'
import { ledger } from './ledger.ts'
import { ledgerSections } from './ledger-sections.ts'

describe('the ledger', () => {
  it('has each entry once, in the order of the notes', () => {
    expect(new Set(ledger.map(({ id }) => id)).size).toBe(ledger.length)
    for (const section of Object.keys(ledgerSections)) {
      const lines = ledger.filter((entry) => entry.section === section).map(({ line }) => line)
      expect(lines.length).toBeGreaterThan(0)
      expect(lines).toEqual(lines.toSorted((a, b) => a - b))
    }
  })

  it('repeats no figure of what nobody can verify', () => {
    const unverifiable = ledger.filter(({ verdict }) => verdict === 'unverifiable')
    expect(unverifiable.length).toBeGreaterThan(0)
    for (const { statement, how } of unverifiable) {
      expect(statement).not.toMatch(/\d/)
      expect(how).toBe('not checkable')
    }
  })

  it('names only experiments that are there', () => {
    const ids = experiments.map(({ id }) => id)
    for (const { experiment } of ledger) if (experiment !== undefined) expect(ids).toContain(experiment)
  })

  it('has a computation or an experiment for whatever a simulation can tell', () => {
    const open = ledger.filter(({ how, run, experiment }) => how === 'simulation' && !run && experiment === undefined)
    expect(open.map(({ id }) => id)).toEqual([])
  })

  it('calls checkable what it checks', () => {
    for (const { run, how } of ledger) if (run !== undefined) expect(['simulation', 'formula']).toContain(how)
  })

  for (const { id, run, verdict, statement } of ledger) {
    if (run === undefined) continue
    it(`${id}: what is computed says "${verdict}" of: ${statement}`, () => {
      const told = run.run(1)
      expect([told.verdict, told.figures]).toEqual([verdict, expect.anything()])
      for (const { value } of Object.values(told.figures)) expect(value).toBeGreaterThanOrEqual(0)
    })
  }
})
