import { exp } from '../../base/exponential.ts'
import { ln } from '../../base/logarithm.ts'
import { normal } from '../../base/normal.ts'
import { below, unit } from '../../base/rng.ts'
import type { PeerId } from '../../core/env.ts'
import { atLeast, list, object, positive, shown, whole } from '../check.ts'

/** A latency that does not depend on who sends to whom. Plain data. */
export type LinkLatency =
  | number
  | { readonly kind: 'uniform'; readonly minMs: number; readonly maxMs: number }
  /** The usual shape of measured networks: most near the median, a long tail. `sigma` is that of the logarithm. */
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number; readonly maxMs?: number }
  /** One of these measured values, each as likely as any other. */
  | { readonly kind: 'samples'; readonly samplesMs: readonly number[] }

/** Latencies between zones, such as data centres. */
export interface ZoneLatency {
  readonly kind: 'zones'
  /** The zone of each node, by index; a longer cluster begins the list anew. */
  readonly zones: readonly number[]
  /** `between[a][b]` is the latency from zone a to zone b; it need not be symmetric. */
  readonly between: readonly (readonly LinkLatency[])[]
}

/** How long one way takes, in milliseconds: always the same, or drawn for each message. */
export type Latency = LinkLatency | ZoneLatency | ((from: PeerId, to: PeerId) => number)

/** Draws the one-way latency of a message, in milliseconds. */
export type LatencySampler = (from: PeerId, to: PeerId, random: () => number) => number

/** @throws RangeError that names the field, for a latency that cannot be */
export function latencySampler(latency: Latency, field = 'latency'): LatencySampler {
  if (typeof latency === 'function') return latency
  if (typeof latency === 'number') return constant(latency, field)
  object(latency, field)
  switch (latency.kind) {
    case 'uniform':
      return uniform(latency.minMs, latency.maxMs, field)
    case 'log-normal':
      return logNormal(latency.medianMs, latency.sigma, latency.maxMs, field)
    case 'samples':
      return samples(latency.samplesMs, field)
    case 'zones':
      return zones(latency, field)
    default:
      throw new RangeError(
        `${field}.kind: there is no latency of the kind ${shown((latency as { kind?: unknown }).kind)}`,
      )
  }
}

function constant(ms: number, field: string): LatencySampler {
  atLeast(ms, 0, field)
  return () => ms
}

function uniform(minMs: number, maxMs: number, field: string): LatencySampler {
  atLeast(minMs, 0, `${field}.minMs`)
  atLeast(maxMs, minMs, `${field}.maxMs`)
  return (_from, _to, random) => minMs + (maxMs - minMs) * unit(random)
}

function logNormal(medianMs: number, sigma: number, maxMs: number | undefined, field: string): LatencySampler {
  const mu = ln(positive(medianMs, `${field}.medianMs`))
  atLeast(sigma, 0, `${field}.sigma`)
  const most = maxMs === undefined ? Number.POSITIVE_INFINITY : atLeast(maxMs, 0, `${field}.maxMs`)
  return (_from, _to, random) => Math.min(most, exp(mu + sigma * normal(random)))
}

function samples(samplesMs: readonly number[], field: string): LatencySampler {
  if (list(samplesMs, `${field}.samplesMs`).length === 0) throw new RangeError(`${field}.samplesMs: there is no sample`)
  const values = Float64Array.from(samplesMs, (ms, i) => atLeast(ms, 0, `${field}.samplesMs[${i}]`))
  return (_from, _to, random) => values[below(random, values.length)] as number
}

function zones({ zones: zoneOf, between }: ZoneLatency, field: string): LatencySampler {
  if (list(zoneOf, `${field}.zones`).length === 0) throw new RangeError(`${field}.zones: there is no zone`)
  const samplers = list(between, `${field}.between`).map((row, a) => rowOf(row, `${field}.between[${a}]`))
  const places = Int32Array.from(zoneOf, (zone, i) => whole(zone, 0, `${field}.zones[${i}]`))
  for (const a of new Set(places)) {
    for (const b of new Set(places)) {
      if (samplers[a]?.[b] === undefined) throw new RangeError(`${field}.between[${a}][${b}]: it is missing`)
    }
  }
  return (from, to, random) => {
    const row = samplers[places[from % places.length] as number] as LatencySampler[]
    const sample = row[places[to % places.length] as number] as LatencySampler
    return sample(from, to, random)
  }
}

/** The latencies out of one zone. */
function rowOf(row: unknown, field: string): LatencySampler[] {
  return list(row, field).map((link, b) => latencySampler(link as LinkLatency, `${field}[${b}]`))
}
