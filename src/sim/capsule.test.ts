import { describe, expect, it } from 'vitest'
import { Rng } from '../base/rng.ts'
import { type Capsule, CAPSULE_SCHEMA, makeCapsule, readCapsule, writeCapsule } from './capsule.ts'
import { RANDOM_FAULTS, randomSchedule } from './faults/random-schedule.ts'

const CAPSULE: Capsule = makeCapsule({
  commit: '0123456789abcdef0123456789abcdef01234567',
  seed: 2 ** 52 + 1,
  options: {
    nodes: 5,
    network: { latency: { kind: 'uniform', minMs: 1, maxMs: 2 }, loss: 0 },
    tags: ['a', null, true],
  },
  schedule: randomSchedule(new Rng(1), { nodes: 5, durationMs: 60_000, intensity: 30, kinds: RANDOM_FAULTS }),
  fingerprint: 'always/calm',
  traceHash: '0123456789abcdef',
})

describe('a capsule', () => {
  it('is one line, and comes back as it was', () => {
    expect(writeCapsule(CAPSULE)).not.toContain('\n')
    expect(readCapsule(writeCapsule(CAPSULE))).toEqual(CAPSULE)
    expect(CAPSULE.schema).toBe(CAPSULE_SCHEMA)
  })

  it('may be of a run that is fine', () => {
    expect(readCapsule(writeCapsule({ ...CAPSULE, fingerprint: null })).fingerprint).toBeNull()
  })

  it('is refused by the name of the field', () => {
    const wrong: [string, Record<string, unknown>][] = [
      ['schema', { schema: 'hearsay-capsule/2' }],
      ['commit', { commit: '' }],
      ['seed', { seed: 1.5 }],
      ['seed', { seed: '1' }],
      ['options', { options: [] }],
      ['schedule', { schedule: undefined }],
      ['schedule[0].nodes', { schedule: [{ kind: 'crash', at: 1 }] }],
      ['fingerprint', { fingerprint: 5 }],
      ['traceHash', { traceHash: '0123' }],
      ['extra', { extra: 1 }],
    ]
    for (const [field, change] of wrong) {
      expect(() => readCapsule(JSON.stringify({ ...CAPSULE, ...change })), field).toThrow(`${field}: `)
    }
    expect(() => readCapsule('[]')).toThrow('capsule: ')
    expect(() => readCapsule('{')).toThrow(SyntaxError)
  })

  it('is not made of what JSON would lose', () => {
    const lossy: [string, unknown][] = [
      ['options.latency', { latency: () => 1 }],
      ['options.deep.list[1]', { deep: { list: [1, Number.NaN] } }],
      ['options.gone', { gone: undefined }],
    ]
    for (const [field, options] of lossy) {
      const { schema: _schema, ...parts } = CAPSULE
      expect(() => makeCapsule({ ...parts, options: options as Capsule['options'] }), field).toThrow(`${field}: `)
    }
  })
})
