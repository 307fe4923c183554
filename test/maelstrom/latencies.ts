import { ln } from '../../src/base/logarithm.ts'
import { type Rng, unit } from '../../src/base/rng.ts'

/** Latencies as Maelstrom's `--latency-dist exponential` draws them: most short, some several times the mean. */
export function exponential(meanMs: number, random: Rng): () => number {
  return () => -meanMs * ln(1 - unit(() => random.next()))
}
