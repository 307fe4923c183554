import { describe, expect, it } from 'vitest'
import type { PeerId } from '../../core/env.ts'
import { PeerScores, type ScoreSources } from './peer-scores.ts'
import { type PeerScoreOptions, peerScoreOptions, type TopicScoreOptions, topicScoreOptions } from './score-options.ts'

const PEER = 1 as PeerId
/** Nothing counts but what a test wants. */
const NOTHING: Partial<TopicScoreOptions> = {
  topicWeight: 1,
  timeInMeshWeight: 0,
  firstDeliveriesWeight: 0,
  meshDeliveriesWeight: 0,
  meshFailureWeight: 0,
  invalidWeight: 0,
}

function scores(
  topic: Partial<TopicScoreOptions>,
  peer: Partial<PeerScoreOptions> = {},
  sources: ScoreSources = {},
): PeerScores {
  const options = topicScoreOptions({ ...NOTHING, ...topic })
  const made = new PeerScores(peerScoreOptions({ topicScoreCap: 0, ...peer }), {
    topicScoreOf: (name) => (name === 't' ? options : undefined),
    ...sources,
  })
  made.add(PEER)
  return made
}

describe('a score', () => {
  it('P1: grows with the time in the mesh, up to a cap', () => {
    const made = scores({ timeInMeshWeight: 0.5, timeInMeshQuantumMs: 1000, timeInMeshCap: 10 })
    made.graft(PEER, 't', 0)
    made.decay(4000)
    expect(made.scoreOf(PEER)).toBe(2)
    made.decay(100_000)
    expect(made.scoreOf(PEER)).toBe(5)
    made.prune(PEER, 't')
    expect(made.scoreOf(PEER)).toBe(0)
  })

  it('P2: grows with messages that the peer was the first to bring, up to a cap, and decays', () => {
    const made = scores({ firstDeliveriesWeight: 2, firstDeliveriesCap: 5, firstDeliveriesDecay: 0.5 })
    for (let i = 0; i < 9; i++) made.deliverFirst(PEER, 't')
    made.decay(0)
    expect(made.scoreOf(PEER)).toBe(5) // 2 · 5 / 2
    for (let i = 0; i < 9; i++) made.decay(0)
    expect(made.scoreOf(PEER)).toBe(0)
  })

  it('P3: falls with the square of what a peer of the mesh owes, once it has been there for a while', () => {
    const made = scores({ meshDeliveriesWeight: -1, meshDeliveriesThreshold: 5, meshDeliveriesDecay: 1 })
    made.graft(PEER, 't', 0)
    made.decay(5000)
    expect(made.scoreOf(PEER)).toBe(0)
    made.decay(5001)
    expect(made.scoreOf(PEER)).toBe(-25)
    made.deliverFirst(PEER, 't')
    made.deliverAgain(PEER, 't', 10)
    made.deliverAgain(PEER, 't', 11) // after the window
    made.decay(6000)
    expect(made.scoreOf(PEER)).toBe(-9)
  })

  it('P3b: keeps what was owed when the peer left the mesh', () => {
    const made = scores({ meshFailureWeight: -1, meshDeliveriesThreshold: 5, meshFailureDecay: 0.5 })
    made.graft(PEER, 't', 0)
    made.decay(6000)
    made.prune(PEER, 't')
    expect(made.scoreOf(PEER)).toBe(-25)
    made.decay(7000)
    expect(made.scoreOf(PEER)).toBe(-12.5)
  })

  it('P4: falls with the square of invalid messages', () => {
    const made = scores({ invalidWeight: -3 })
    made.deliverInvalid(PEER, 't')
    made.deliverInvalid(PEER, 't')
    expect(made.scoreOf(PEER)).toBe(-12)
    made.deliverInvalid(PEER, 'not scored')
    expect(made.scoreOf(PEER)).toBe(-12)
  })

  it('P5: has what the application says', () => {
    const made = scores({}, { applicationWeight: 2 }, { applicationScoreOf: () => -7 })
    expect(made.scoreOf(PEER)).toBe(-14)
  })

  it('P6: falls with the square of peers too many of one address', () => {
    const sources = { addressOf: (peer: PeerId) => (peer === 9 ? 'other' : 'same') }
    const made = scores({}, { colocationWeight: -2, colocationThreshold: 3 }, sources)
    for (let peer = 1; peer <= 9; peer++) made.add(peer as PeerId)
    made.decay(0)
    expect([made.scoreOf(PEER), made.scoreOf(9 as PeerId)]).toEqual([-50, 0])
    for (let peer = 3; peer <= 8; peer++) made.remove(peer as PeerId, 0)
    made.decay(0)
    expect(made.scoreOf(PEER)).toBe(0)
  })

  it('P7: falls with the square of misbehaviour beyond the threshold', () => {
    const made = scores({}, { behaviourWeight: -10, behaviourThreshold: 1, behaviourDecay: 0.5 })
    made.penalize(PEER, 1)
    expect(made.scoreOf(PEER)).toBe(0)
    made.penalize(PEER, 2)
    expect(made.scoreOf(PEER)).toBe(-40)
    made.decay(0)
    expect(made.scoreOf(PEER)).toBe(-2.5)
  })

  it('of topics together is not above the cap', () => {
    const made = scores({ firstDeliveriesWeight: 100, firstDeliveriesDecay: 1 }, { topicScoreCap: 10 })
    made.deliverFirst(PEER, 't')
    made.decay(0)
    expect(made.scoreOf(PEER)).toBe(10)
  })

  it('that is bad waits for a peer that goes, one that is good does not', () => {
    const made = scores({ invalidWeight: -1, invalidDecay: 1, firstDeliveriesWeight: 1 }, { retainMs: 1000 })
    made.add(2 as PeerId)
    made.deliverInvalid(PEER, 't')
    made.deliverFirst(2 as PeerId, 't')
    made.remove(PEER, 0)
    made.remove(2 as PeerId, 0)
    expect(made.size).toBe(1)
    made.add(PEER)
    expect(made.scoreOf(PEER)).toBe(-1)
    made.remove(PEER, 0)
    made.decay(999)
    expect(made.size).toBe(1)
    made.decay(1000)
    expect(made.size).toBe(0)
  })

  it('is kept of so many gone peers only', () => {
    const made = scores({ invalidWeight: -1 }, { mostRetained: 10 })
    for (let peer = 1; peer <= 100; peer++) {
      made.add(peer as PeerId)
      made.deliverInvalid(peer as PeerId, 't')
      made.remove(peer as PeerId, peer)
    }
    expect(made.size).toBe(10)
    expect([made.scoreOf(90 as PeerId), made.scoreOf(91 as PeerId)]).toEqual([0, -1])
  })
})

describe('settings of scores', () => {
  it('are checked, and name what is wrong', () => {
    expect(() => topicScoreOptions({ invalidWeight: 1 })).toThrow('pubsub.topicScore.invalidWeight is 1')
    expect(() => peerScoreOptions({ behaviourDecay: 2 })).toThrow('pubsub.score.behaviourDecay is 2')
  })
})
