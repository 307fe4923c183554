import { describe, expect, it } from 'vitest'
import { Rng } from '../../../base/rng.ts'
import type { StopKind } from '../options.ts'
import type { Interest, StoppingRule } from './interest.ts'
import { stoppingRule } from './stopping-rule.ts'

const rng = new Rng(3)
const random = (): number => rng.next()

function begin(kind: StopKind, k: number): Interest {
  return (stoppingRule(kind, k, random) as StoppingRule).begin()
}

/** Cycles until interest is lost, each with these contacts. */
function cycles(interest: Interest, contacts: (cycle: number) => readonly boolean[]): number {
  for (let cycle = 1; cycle <= 1000; cycle++) {
    for (const isNeeded of contacts(cycle)) interest.contact(isNeeded)
    if (!interest.goesOn()) return cycle
  }
  return Number.POSITIVE_INFINITY
}

describe('interest in a rumour', () => {
  it('ends after k cycles by a blind counter, whatever contacts say', () => {
    expect(cycles(begin('blind-counter', 3), () => [true])).toBe(3)
    expect(cycles(begin('blind-counter', 1), () => [])).toBe(1)
  })

  it('ends by a counter with feedback after k cycles in a row in which all knew it', () => {
    expect(cycles(begin('feedback-counter', 2), () => [false])).toBe(2)
    expect(cycles(begin('feedback-counter', 2), (cycle) => [cycle % 2 === 0])).toBe(Number.POSITIVE_INFINITY)
    expect(cycles(begin('feedback-counter', 2), (cycle) => [cycle === 2])).toBe(4)
  })

  it('is not touched with feedback by a cycle without contacts, nor by one in which somebody needed it', () => {
    expect(cycles(begin('feedback-counter', 2), (cycle) => (cycle % 2 === 1 ? [] : [false]))).toBe(4)
    expect(cycles(begin('feedback-counter', 1), (cycle) => (cycle < 5 ? [false, true, false] : [false]))).toBe(5)
    expect(cycles(begin('feedback-coin', 1), (cycle) => (cycle < 5 ? [true] : [false]))).toBe(5)
    expect(cycles(begin('feedback-coin', 1), () => [])).toBe(Number.POSITIVE_INFINITY)
  })

  it.each(['blind-coin', 'feedback-coin'] as const)('lasts k cycles on average by a %s', (kind) => {
    const lengths = Array.from({ length: 4000 }, () => cycles(begin(kind, 4), () => [false]))
    expect(Math.abs(lengths.reduce((sum, length) => sum + length, 0) / 4000 - 4)).toBeLessThan(0.25)
    expect(Math.min(...lengths)).toBe(1)
  })

  it('has no end where the age decides', () => {
    expect(cycles(begin('no-end', 1), () => [false])).toBe(Number.POSITIVE_INFINITY)
  })

  it('is not there where a rumour is told once', () => {
    expect(stoppingRule('infect-and-die', 1, random)).toBeUndefined()
  })

  it('needs of others what its rule asks for', () => {
    const needs = (kind: StopKind): boolean[] => {
      const rule = stoppingRule(kind, 2, random) as StoppingRule
      return [rule.needsFeedback, rule.needsStates]
    }
    for (const kind of ['blind-coin', 'blind-counter', 'no-end'] as const) expect(needs(kind)).toEqual([false, false])
    for (const kind of ['feedback-coin', 'feedback-counter'] as const) expect(needs(kind)).toEqual([true, false])
    expect(needs('median-counter')).toEqual([false, true])
  })
})

/** A cycle in which partners so far were met. @returns whether it goes on */
function meet(interest: Interest, ...counters: readonly number[]): boolean {
  for (const counter of counters) interest.met(counter)
  return interest.goesOn()
}

describe('the median counter', () => {
  it('rises when more partners are as far or further than are not', () => {
    const interest = begin('median-counter', 3)
    expect(interest.counter).toBe(1)
    meet(interest, 0)
    meet(interest, 1, 0)
    expect(interest.counter).toBe(1)
    meet(interest, 1, 0, 3)
    expect(interest.counter).toBe(2)
    meet(interest, 1, 2)
    expect(interest.counter).toBe(2)
    meet(interest, 4) // a partner in C
    expect(interest.counter).toBe(3)
  })

  it('speaks for ctrMax + 1 cycles in state C, whoever is met, then is silent', () => {
    const interest = begin('median-counter', 2)
    for (const counter of [1, 2]) meet(interest, counter)
    expect(interest.counter).toBe(3)
    expect([1, 2, 3].map(() => meet(interest, 0))).toEqual([true, true, false])
  })

  it('begins in C with who hears from nodes in C only, else in B-1', () => {
    const late = begin('median-counter', 2)
    late.heard(3)
    late.heard(4)
    expect(late.counter).toBe(3)
    const early = begin('median-counter', 2)
    early.heard(3)
    early.heard(2)
    expect(early.counter).toBe(1)
  })
})
