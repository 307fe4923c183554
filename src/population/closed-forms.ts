import { exp } from '../base/exponential.ts'
import { ceilLog2, ln } from '../base/logarithm.ts'

/**
 * The residue s of rumour mongering in the limit of many nodes, s = e^{-(k+1)(1-s)}: with a chance of 1/k to stop after
 * each needless contact (Demers et al. 1987, section 1.4).
 */
export function rumorResidue(k: number): number {
  return finalResidue(k + 1)
}

/** The root s < 1 of s = e^{-r(1-s)}: the share that an epidemic of reproduction number r never reaches; 1 if r ≤ 1. */
export function finalResidue(r: number): number {
  if (r <= 1) return 1
  // Starts left of the root, where s - e^{-r(1-s)} is negative and concave: Newton's steps then climb to it.
  let s = exp(-r)
  for (let step = 0; step < 100; step++) {
    const e = exp(-r * (1 - s))
    const next = s - (s - e) / (1 - r * e)
    if (Math.abs(next - s) <= 1e-15 * next) return next
    s = next
  }
  return s
}

/**
 * The share that hears news of which everybody tells `fanout` others once, if it gets going at all: x = 1 - e^{-fx}
 * (Kermarrec, Massoulié, Ganesh, "Probabilistic reliable dissemination in large-scale systems", TPDS 2003).
 * @param fanout times the share of calls that arrive, if some are lost
 */
export function infectAndDieCoverage(fanout: number): number {
  return 1 - finalResidue(fanout)
}

/** The chance that news of which everybody tells `fanout` others once reaches all: e^{-n e^{-f}} (the same paper). */
export function reachAllChance(nodes: number, fanout: number): number {
  return exp(-nodes * exp(-fanout))
}

/** Bounds of an expectation, o(1) left out. */
export interface Bounds {
  readonly least: number
  readonly most: number
}

/**
 * Mean rounds of push from one node of n: floor(log2 n) + ln n - 1.116 to ceil(log2 n) + ln n + 2.765 + o(1) (Doerr and
 * Künnemann, "Tight analysis of randomized rumor spreading in complete graphs", ANALCO 2014).
 */
export function pushRoundsBounds(nodes: number): Bounds {
  const ceil = ceilLog2(nodes)
  const floor = ceilLog2(nodes + 1) - 1
  return { least: floor + ln(nodes) - 1.116, most: ceil + ln(nodes) + 2.765 }
}

/**
 * Mean rounds from one node of n but for a constant: push log2 n + ln n (Pittel, "On spreading a rumor", 1987), pull
 * log2 n + log2 ln n, push-pull log3 n + log2 ln n (Karp et al. 2000: its first phase triples, its last squares the
 * share that does not know).
 */
export function roundsEstimate(mode: 'push' | 'pull' | 'push-pull', nodes: number): number {
  const last = mode === 'push' ? ln(nodes) : ln(ln(nodes)) / ln(2)
  return ln(nodes) / ln(mode === 'push-pull' ? 3 : 2) + last
}
