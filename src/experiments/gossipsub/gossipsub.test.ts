import { describe, expect, it } from 'vitest'
import { type Attack, runAttack } from './attack-run.ts'
import { gossipSubParameters } from './parameters.ts'
import { LAZY, runSimsub, VERSION_1_0, VERSION_1_1 } from './simsub-run.ts'
import { linkLatency, randomLinks } from './topic-net.ts'

describe('a random network', () => {
  it('has links that both sides know, as many as were dialled', () => {
    const links = randomLinks(1, 50, 5)
    for (const [node, peers] of links.entries()) {
      expect(peers.size).toBeGreaterThanOrEqual(5)
      expect(peers.has(node)).toBe(false)
      for (const peer of peers) expect(links[peer]?.has(node)).toBe(true)
    }
    const ends = links.reduce((sum, { size }) => sum + size, 0)
    expect(ends / 50).toBeGreaterThan(9) // 10, less what was dialled from both sides
  })

  it('has latencies that belong to links, and vary a little', () => {
    const latency = linkLatency(1, 10, 150, 0.1)
    const [there, back, other] = [
      latency(1 as never, 2 as never),
      latency(2 as never, 1 as never),
      latency(1 as never, 3 as never),
    ]
    expect(Math.abs(there / back - 1)).toBeLessThanOrEqual(0.1)
    expect(Math.abs(there / other - 1)).toBeGreaterThan(0.1)
  })
})

describe('simsub', () => {
  it('brings every message to every node, in each version, and with lazy links in hardly more than one copy', () => {
    const [plain, flood, lazy] = [VERSION_1_0, VERSION_1_1, LAZY].map((config) => runSimsub(3, 40, config))
    expect([plain?.deliveredShare, flood?.deliveredShare, lazy?.deliveredShare]).toEqual([1, 1, 1])
    expect(plain?.copies).toBeGreaterThan(5)
    expect(lazy?.copies).toBeLessThan(2)
    expect(flood?.histogram[0]).toBeGreaterThan(plain?.histogram[0] ?? 0)
  }, 60_000)
})

describe('an attack', () => {
  const attack: Attack = { name: 'eclipse', honest: 20, sybils: 1, reach: 0.5, arriveMs: 0, dropMs: 0, drops: 'all' }

  it('fills the meshes of those who let everybody in, and not of the others, who expel who brings nothing', () => {
    const [old, scored] = [false, true].map((isDefended) => runAttack(1, attack, isDefended, 75_000))
    expect(scored?.deliveredShare).toBe(1)
    expect(scored?.sybilShare).toBeLessThan(0.4)
    expect(old?.sybilShare).toBeGreaterThan(0.5)
  }, 60_000)
})

describe('the settings', () => {
  it('are what was published', async () => {
    const signal = new AbortController().signal
    const measured = await gossipSubParameters.run({ seed: 1, scale: 0.1, signal, progress: () => undefined })
    expect(measured['defaults that differ']?.value).toBe(0)
    expect(measured['mesh with Ethereum’s settings']?.value).toBe(8)
    expect(Math.abs((measured['missed by three rounds']?.value ?? 0) - 0.42)).toBeLessThan(0.05)
  })
})
