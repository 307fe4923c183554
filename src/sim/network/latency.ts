import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'
import { normal } from '../../base/normal.ts'
import { unit } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'

/** How long one way takes, in milliseconds: always the same, or drawn for each message. */
export type Latency =
  | number
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  /** The usual shape of measured networks: most near the median, a long tail. `sigma` is that of the logarithm. */
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number; readonly maxMs?: number }
  | ((from: PeerId, to: PeerId) => number)

/** Draws the one-way latency of a message, in milliseconds. */
export type LatencySampler = (from: PeerId, to: PeerId, random: () => number) => number

/** @throws RangeError for a negative or unordered latency */
export function latencySampler(latency: Latency): LatencySampler {
  if (typeof latency === 'function') return latency
  if (typeof latency === 'number') return constant(latency)
  return latency.kind === 'uniform'
    ? uniform(latency.minMs, latency.maxMs)
    : logNormal(latency.medianMs, latency.sigma, latency.maxMs ?? Number.POSITIVE_INFINITY)
}

function constant(ms: number): LatencySampler {
  if (!(ms >= 0)) throw new RangeError(`a latency of ${ms} ms cannot be`)
  return () => ms
}

function uniform(minMs: number, maxMs: number): LatencySampler {
  if (!(minMs >= 0 && maxMs >= minMs)) throw new RangeError(`a latency from ${minMs} to ${maxMs} ms cannot be`)
  return (_from, _to, random) => minMs + (maxMs - minMs) * unit(random)
}

function logNormal(medianMs: number, sigma: number, maxMs: number): LatencySampler {
  if (!(medianMs > 0 && sigma >= 0))
    throw new RangeError(`no log-normal latency has median ${medianMs}, sigma ${sigma}`)
  const mu = ln(medianMs)
  return (_from, _to, random) => Math.min(maxMs, exp(mu + sigma * normal(random)))
}
