import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import type { MemberView } from '../../core/ports.ts'
import type { MemberRecord } from './messages.ts'
import { changedViews, changesOf, differingPlaces, haveVersionsOfBase } from './shared-views.ts'
import { SERF_VERSIONS } from './versions.ts'

function viewOf(index: number, incarnation = 1): MemberView {
  const meta = new Uint8Array(0)
  return { node: `n${index}`, peer: index as PeerId, meta, incarnation, state: 'alive', versions: SERF_VERSIONS }
}

const SIZE = 12
const BASE = Array.from({ length: SIZE }, (_, index) => viewOf(index))
const ROWS = fc.uniqueArray(fc.nat(SIZE - 1))

function changed(rows: readonly number[], base: readonly MemberView[] = BASE): readonly MemberView[] {
  return changedViews(base, rows, (row) => viewOf(row, 2))
}

describe('lists of members over a base', () => {
  it('differ where a look at every place finds it, whatever has changed in them', () => {
    fc.assert(
      fc.property(ROWS, ROWS, (one, other) => {
        const [theirs, ours] = [changed(one), changed(other)]
        const everyPlace = [...theirs.keys()].filter((place) => theirs[place] !== ours[place])
        expect(differingPlaces(theirs, ours)).toEqual(everyPlace)
        expect(differingPlaces(theirs, BASE)).toEqual([...one].sort((a, b) => a - b))
        expect(differingPlaces(theirs, theirs)).toEqual([])
      }),
    )
  })

  it('are compared place by place if they have no base in common', () => {
    const others = BASE.map((view, index) => (index === 3 ? view : { ...view }))
    expect(differingPlaces(changed([], others), BASE)).toEqual(BASE.map((_, index) => index).filter((i) => i !== 3))
    expect(differingPlaces(BASE, BASE.slice(0, 5))).toEqual([5, 6, 7, 8, 9, 10, 11])
  })

  it('know what they changed', () => {
    const list = changed([8, 2])
    const { base, now, before } = changesOf(list) as NonNullable<ReturnType<typeof changesOf>>
    expect([base === BASE, now, before]).toEqual([true, [list[2], list[8]], [BASE[2], BASE[8]]])
    expect(changesOf([...list])).toBeUndefined()
  })

  it('have the versions of the base until one is changed or the bases differ', () => {
    const upgraded = changedViews(BASE, [4], (row) => ({ ...viewOf(row), versions: [1, 5, 3, 2, 5, 5] }))
    expect(haveVersionsOfBase(changed([1]), changed([4]))).toBe(true)
    expect(haveVersionsOfBase(BASE, upgraded)).toBe(false)
    expect(haveVersionsOfBase(changed([1]), changed([1], [...BASE]))).toBe(false)
    const foreign: readonly MemberRecord[] = [viewOf(1)]
    expect(haveVersionsOfBase(foreign, BASE)).toBe(false)
  })
})
