import { describe, expect, it } from 'vitest'
import { believedAfter, overrides } from './beliefs.ts'
import { expectedLoad, loadOf, slope } from './load.ts'
import { membersSeen } from './lossy-join.ts'
import { ProbeLog } from './probe-log.ts'
import { meanOfRandom, meanOfRoundRobin } from './probing-models.ts'
import { crashOne, paperPeriods, suspectingLikePaper } from './suspicion.ts'
import { swim } from './swim.ts'

describe('the models of probing', () => {
  it('agree with what can be counted by hand for three members', () => {
    expect(meanOfRandom(3)).toBeCloseTo(1 / (1 - 1 / 4), 12)
    // both others have probed 0 or 1 of their 2: 1 + 1/4 + 0, and 1 + 1/4 + (1/4)^2 + 0
    expect(meanOfRoundRobin(3)).toBeCloseTo((1.25 + 1.25 + 1 / 16) / 2, 12)
  })

  it('come together in large groups', () => {
    expect(meanOfRoundRobin(200)).toBeCloseTo(Math.E / (Math.E - 1), 1)
    expect(meanOfRandom(200)).toBeCloseTo(Math.E / (Math.E - 1), 1)
  })
})

describe('a log of probes', () => {
  it('has every member probe every other within two turns', () => {
    const log = new ProbeLog(5, 5, 20, 2137)
    const waits = [1, 2, 3, 4].flatMap((member) =>
      Array.from({ length: log.snapshots }, (_, i) => log.periodsUntil(i, member, 0) ?? 99),
    )
    expect(Math.max(...waits)).toBeLessThanOrEqual(9)
    expect(Math.min(...waits)).toBe(1)
  })

  it('dates the first probe not later than the end of the period that detects', () => {
    const log = new ProbeLog(6, 8, 10, 3137)
    for (let i = 0; i < log.snapshots; i++) {
      expect(log.firstProbe(i, 3)).toBeGreaterThanOrEqual(0)
      expect(log.firstProbe(i, 3)).toBeLessThanOrEqual(log.firstDetection(i, 3))
    }
  })
})

describe('the load', () => {
  it('is two messages, and more if some are lost', () => {
    expect(loadOf(1, 8, 5)).toBe(2)
    expect(expectedLoad(3, 0)).toBe(2)
    expect(expectedLoad(1, 1)).toBe(2) // a ping and one request, and nothing arrives
    expect(loadOf(1, 8, 30, 0.3, { suspicionMult: 30 })).toBeGreaterThan(2)
  })

  it('has the slope of a line', () => {
    expect(
      slope([
        [1, 3],
        [2, 5],
        [4, 9],
      ]),
    ).toBeCloseTo(2, 12)
  })
})

describe('suspicion', () => {
  it('lasts as long as in figure 3c, in the formula and in the layer', () => {
    expect([8, 19, 20, 53, 54].map(paperPeriods)).toEqual([9, 9, 12, 12, 15])
    expect(crashOne(1, 8, suspectingLikePaper(8)).suspectedFor).toBeCloseTo(9, 6)
  })

  it('is news to half of the others after a period or two on probes, and at once by gossip of its own', () => {
    expect(crashOne(1, 24, suspectingLikePaper(24)).medianInfection).toBeGreaterThan(0.5)
    expect(crashOne(1, 24, {}).medianInfection).toBeLessThan(0.1)
    const slow = { ...suspectingLikePaper(24), retransmitMult: 1 } // each passes it on twice only
    expect(crashOne(1, 24, slow).medianInfection).toBeGreaterThan(crashOne(1, 24, {}).medianInfection + 1)
  })
})

describe('the script with lost datagrams', () => {
  it('leaves nobody where the wrongly accused cannot answer, and everybody where they can', () => {
    const mortal = { ...suspectingLikePaper(17), probeIntervalMs: 2000, indirectChecks: 1 }
    expect(membersSeen({ seed: 1, swim: mortal, manner: { suspects: false, infects: true } })).toBeLessThan(9)
    expect(membersSeen({ seed: 1, swim: mortal, manner: { suspects: false, infects: false } })).toBeLessThan(9)
    expect(membersSeen({ seed: 1, swim: mortal, manner: { suspects: true, infects: true } })).toBe(17)
    expect(membersSeen({ seed: 1, swim: {} })).toBe(17)
  })
})

describe('the rules', () => {
  it('are those of the table: a suspicion of the same incarnation wins, an equal alive does not', () => {
    expect(overrides({ kind: 'suspect', incarnation: 2 }, { kind: 'alive', incarnation: 2 })).toBe(true)
    expect(overrides({ kind: 'alive', incarnation: 2 }, { kind: 'suspect', incarnation: 2 })).toBe(false)
    expect(believedAfter([{ kind: 'suspect', incarnation: 3 }])).toEqual({ kind: 'suspect', incarnation: 3 })
  })
})

describe('the experiment', () => {
  it('runs in its small form', async () => {
    const done: number[] = []
    const context = {
      seed: 1,
      scale: 0.02,
      signal: new AbortController().signal,
      progress: (d: number) => done.push(d),
    }
    const measured = await swim.run(context)
    expect(swim.claims.filter((claim) => measured[claim.measure] === undefined)).toEqual([])
    expect(measured['pairs that override otherwise']?.value).toBe(0)
    expect(done.at(-1)).toBe(1)
  })

  it('ends when it is told to', async () => {
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(swim.run({ seed: 1, scale: 0.02, signal, progress: () => {} })).rejects.toThrow('enough')
  })
})
