import { describe, expect, it } from 'vitest'
import type { PeerId } from '../core/env.ts'
import { SWIM_TAGS } from '../core/tags.ts'
import type { PushPull } from '../membership/swim/messages.ts'
import { SERF_VERSIONS } from '../membership/swim/versions.ts'
import { simWire } from './sim-wire.ts'

const NODES = 32

function tableOf(nodes: number): PushPull {
  const members = Array.from({ length: nodes }, (_, i) => ({
    node: `n${i}`,
    peer: i as PeerId,
    meta: new Uint8Array(0),
    incarnation: 1,
    state: 'alive' as const,
    versions: SERF_VERSIONS,
  }))
  return { tag: SWIM_TAGS.pushPull, join: false, members, state: undefined }
}

describe('the simulator’s wire', () => {
  it('has smaller full exchanges where they are compressed, with the same in them', () => {
    const [plain, compressing] = [simWire(NODES), simWire(NODES, true)]
    const table = tableOf(NODES)
    expect(compressing.sizeOf(table)).toBeLessThan(0.5 * plain.sizeOf(table))
    expect(compressing.wire.decode(compressing.wire.encode(table))).toEqual(table)
  })
})
