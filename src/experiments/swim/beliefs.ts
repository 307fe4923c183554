import { RecordingEnv } from '../../core/recording-env.ts'
import type { PeerId } from '../../core/env.ts'
import { SWIM_TAGS } from '../../core/tags.ts'
import type { Alive, Dead, Suspect } from '../../membership/swim/messages.ts'
import { swimOptions } from '../../membership/swim/options.ts'
import { Swim } from '../../membership/swim/swim.ts'
import { BARE_VERSIONS } from '../../membership/swim/versions.ts'

/** What somebody says, or believes, of one member. */
export interface Belief {
  readonly kind: 'alive' | 'suspect' | 'dead'
  readonly incarnation: number
}

/** Incarnations 0 to 3 of the paper; ours begin at 1. */
const INCARNATIONS = [1, 2, 3, 4] as const

/** Everything that can be said of a member that lives. */
const LIVING: readonly Belief[] = INCARNATIONS.flatMap((incarnation) => [
  { kind: 'alive', incarnation },
  { kind: 'suspect', incarnation },
])

/** The same and its death, in the last of its incarnations. */
const BELIEFS: readonly Belief[] = [...LIVING, { kind: 'dead', incarnation: 4 }]

/** SWIM's table (section 4.2): whether `a` overrides `b`. */
export function overrides(a: Belief, b: Belief): boolean {
  if (b.kind === 'dead') return false
  if (a.kind === 'dead') return true
  if (a.kind === 'suspect' && b.kind === 'alive') return a.incarnation >= b.incarnation
  return a.incarnation > b.incarnation
}

/** What the layer believes after it has heard all of this, in this order. */
export function believedAfter(heard: readonly Belief[]): Belief {
  const swim = new Swim(new RecordingEnv(), swimOptions(), { node: 'me' })
  swim.start()
  for (const belief of [{ kind: 'alive', incarnation: 1 } as const, ...heard]) swim.onMessage(OTHER, messageOf(belief))
  const { state = 'dead', incarnation = 0 } = swim.find('other') ?? {}
  return { kind: state === 'left' ? 'dead' : state, incarnation }
}

/** How many pairs end otherwise than the table says. */
export function wrongPairs(): number {
  const pairs = BELIEFS.flatMap((stored) => BELIEFS.map((heard) => ({ stored, heard })))
  return pairs.filter(({ stored, heard }) => {
    const expected = overrides(heard, stored) ? heard : stored
    return !isEqual(believedAfter([stored, heard]), expected)
  }).length
}

/** How many pairs and triples break one of the laws of a join semilattice: the order, the grouping, or saying it twice. */
export function brokenLaws(): number {
  let broken = 0
  for (const a of BELIEFS) {
    if (!isEqual(believedAfter([a, a]), believedAfter([a]))) broken++
    for (const b of BELIEFS) {
      if (!isEqual(believedAfter([a, b]), believedAfter([b, a]))) broken++
      for (const c of BELIEFS) if (!isEqual(joined(joined(a, b), c), joined(a, joined(b, c)))) broken++
    }
  }
  return broken
}

function joined(a: Belief, b: Belief): Belief {
  return believedAfter([a, b])
}

function isEqual(a: Belief, b: Belief): boolean {
  return a.kind === b.kind && a.incarnation === b.incarnation
}

function messageOf({ kind, incarnation }: Belief): Alive | Suspect | Dead {
  const about = { incarnation, node: 'other' }
  if (kind === 'suspect') return { ...about, tag: SWIM_TAGS.suspect, from: 'third' }
  if (kind === 'dead') return { ...about, tag: SWIM_TAGS.dead, from: 'third' }
  return { ...about, tag: SWIM_TAGS.alive, peer: OTHER, meta: new Uint8Array(0), versions: BARE_VERSIONS }
}

const OTHER = 1 as PeerId
