import { ceilLog2, ceilLog10, ln, log10 } from '../../base/logarithm.ts'

/**
 * How often a broadcast is sent: mult × ceil(log10(n + 1)) packets in total, not rounds times fan-out.
 * SWIM section 4.1 asks for λ log n; base and rounding are memberlist's.
 * @param n members known
 */
export function retransmitLimit(mult: number, n: number): number {
  return mult * ceilLog10(n + 1)
}

/**
 * The least suspicion time, ms: mult × log10(n) × probe interval, log10 cut to three decimals and at least 1.
 * Lifeguard, section IV-B, with memberlist's rounding.
 */
export function suspicionTimeoutMs(mult: number, n: number, probeIntervalMs: number): number {
  const scale = Math.max(1, log10(Math.max(1, n)))
  return (mult * Math.floor(scale * 1000) * probeIntervalMs) / 1000
}

/**
 * The suspicion time after `confirmations` of the `k` that are expected, ms:
 * max − (max − min) × ln(c + 1) / ln(k + 1), in whole milliseconds and at least `min` (Lifeguard, section IV-B).
 */
export function dynamicSuspicionMs(confirmations: number, k: number, minMs: number, maxMs: number): number {
  if (k < 1) return minMs
  const fraction = ln(confirmations + 1) / ln(k + 1)
  return Math.max(minMs, Math.floor(maxMs - fraction * (maxMs - minMs)))
}

/** How many confirmations a suspicion waits for: mult − 2, or none in a cluster too small to give them. */
export function expectedConfirmations(mult: number, n: number): number {
  const k = mult - 2
  return n - 2 < k ? 0 : Math.max(0, k)
}

/** The push/pull interval for n members, ms: once more for every doubling beyond 32. */
export function pushPullIntervalMs(intervalMs: number, n: number): number {
  return n <= 32 ? intervalMs : intervalMs * (ceilLog2(n) - 5 + 1)
}
