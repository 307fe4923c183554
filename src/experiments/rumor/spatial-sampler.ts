import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'
import type { Env, PeerId } from '../../core/env.ts'
import type { PeerSampler } from '../../core/ports.ts'
import { WeightedSampler } from '../../sampling/index.ts'
import type { MakeSampler } from './rumor-cluster.ts'
import type { SiteMap } from './two-continents.ts'

/**
 * Demers' distribution by sorted lists (section 3.1): a site at distance d is chosen with weight
 * [Q(d−1)^(1−a) − Q(d)^(1−a)] / [Q(d) − Q(d−1)], where Q(d) counts the sites up to d, and one more against the pole.
 * @returns the weight by site, seen from `self`; 0 of itself
 */
export function sortedListWeights(map: SiteMap, self: number, a: number): number[] {
  const distances = Array.from({ length: map.sites }, (_, other) => map.distance(self, other))
  const counts = new Map<number, number>()
  for (const [other, d] of distances.entries()) if (other !== self) counts.set(d, (counts.get(d) ?? 0) + 1)
  const weights = new Map<number, number>()
  let before = 1
  for (const d of [...counts.keys()].sort((one, other) => one - other)) {
    const upTo = before + (counts.get(d) as number)
    weights.set(d, (power(before, 1 - a) - power(upTo, 1 - a)) / (upTo - before))
    before = upTo
  }
  return distances.map((d, other) => (other === self ? 0 : (weights.get(d) as number)))
}

/** Weights d^−a. */
export function powerWeights(map: SiteMap, self: number, a: number): number[] {
  return Array.from({ length: map.sites }, (_, other) => (other === self ? 0 : power(map.distance(self, other), -a)))
}

/** The weighted sampler that ships, without its floor, over everybody. */
export function weightedBy(weightsOf: (self: number) => number[]): MakeSampler {
  return (env: Env, nodes: number): PeerSampler => {
    const weights = weightsOf(env.self)
    const neighbours = Array.from({ length: nodes }, (_, i) => i as PeerId).filter((peer) => peer !== env.self)
    const everybody: PeerSampler = { neighbours, sample: () => [] }
    return new WeightedSampler(
      everybody,
      (peer) => weights[peer] as number,
      () => env.random(),
      { floor: 0 },
    )
  }
}

function power(base: number, exponent: number): number {
  return exp(exponent * ln(base))
}
