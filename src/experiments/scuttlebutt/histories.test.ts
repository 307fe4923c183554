import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { DigestLine, KeyChangedEvent, Update } from '../../state/index.ts'
import { Histories } from './histories.ts'

type Held = Parameters<Histories['check']>[1]

const A = 0 as PeerId

function written(key: string, byte: number): KeyChangedEvent {
  return { type: 'key-changed', peer: A, key, value: Uint8Array.of(byte) }
}

function update(key: string, byte: number, version: number): Update {
  return { key, value: Uint8Array.of(byte), version }
}

/** A node that holds this of node 0. */
function holder(life: number, version: number, ...entries: readonly Update[]): Held {
  const line: DigestLine = { peer: A, life, version, mark: 0 }
  return { digest: () => [line], entries: () => entries }
}

/** Node 0 has written x, y and x again in life 5. */
function histories(): Histories {
  const all = new Histories(2)
  expect(all.check(0, holder(5, 0), [])).toBeUndefined()
  const own = holder(5, 3, update('y', 2, 2), update('x', 3, 3))
  expect(all.check(0, own, [written('x', 1), written('y', 2), written('x', 3)])).toBeUndefined()
  return all
}

describe('what was really written', () => {
  it('bears out whoever holds a beginning of it, with or without what was replaced later', () => {
    expect(histories().check(1, holder(5, 3, update('y', 2, 2), update('x', 3, 3)), [])).toBeUndefined()
    expect(histories().check(1, holder(5, 2, update('x', 1, 1), update('y', 2, 2)), [])).toBeUndefined()
    expect(histories().check(1, holder(5, 2, update('y', 2, 2)), [])).toBeUndefined()
  })

  it('convicts whoever claims more than it holds', () => {
    expect(histories().check(1, holder(5, 3, update('x', 3, 3)), [])).toContain('version 2 of y is missing below 3')
    expect(histories().check(1, holder(5, 3, update('x', 1, 1), update('y', 2, 2)), [])).toContain('is missing')
  })

  it('convicts whoever holds what never was', () => {
    expect(histories().check(1, holder(5, 2, update('y', 9, 2)), [])).toContain('never written so')
    expect(histories().check(1, holder(5, 2, update('x', 3, 3), update('y', 2, 2)), [])).toContain('never written so')
    expect(histories().check(1, holder(5, 4), [])).toContain('version 4 was never written')
    expect(histories().check(1, holder(6, 0), [])).toContain('life 6 never was')
  })

  it('convicts whoever goes back, unless it started anew', () => {
    const all = histories()
    expect(all.check(1, holder(5, 2, update('y', 2, 2)), [])).toBeUndefined()
    expect(all.check(1, holder(5, 1, update('x', 1, 1)), [])).toContain('version 2 became life 5, version 1')
    all.forget(1)
    expect(all.check(1, holder(5, 0), [])).toBeUndefined()
  })
})
