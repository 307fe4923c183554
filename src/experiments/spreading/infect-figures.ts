import { infectAndDieCoverage, reachAllChance } from '../../population/index.ts'
import type { Claim } from '../experiment.ts'

/** The paper, as experiments name it. */
export const INFECT_AND_DIE_SOURCE =
  'Kermarrec, Massoulié, Ganesh: Probabilistic reliable dissemination in large-scale systems, IEEE TPDS 14(3), 2003'
/** Nodes of all its runs here. */
export const INFECT_NODES = 1000
const COVERAGE_FANOUTS = [2, 3, 4, 5, 6]
const REACH_FANOUTS = [6, 7, 8, 9, 10, 12]
const LAST_HOPS: Readonly<Record<number, number>> = { 3: 10.6, 4: 8.25, 6: 6.1 }
/** Calls that are lost, beside those that are not. */
export const LOSSY_INFECT = { fanout: 5, loss: 0.2 }
/** Every fan-out that a claim speaks of. */
export const INFECT_FANOUTS: readonly number[] = [...new Set([...COVERAGE_FANOUTS, ...REACH_FANOUTS])]

/** Four standard errors of what a few runs measure: where that is more than the band for many runs, it counts. */
export interface InfectErrors {
  coverage(fanout: number): number
  all(fanout: number): number
  lastHop(fanout: number): number
}

const NO_ERRORS: InfectErrors = { coverage: () => 0, all: () => 0, lastHop: () => 0 }

/** What f calls each reach. */
export function infectAndDieClaims(errors: InfectErrors = NO_ERRORS): Claim[] {
  return [
    ...COVERAGE_FANOUTS.map((fanout) =>
      formulaClaim(
        `coverage-f${fanout}`,
        `f = ${fanout}: share that hears it, x = 1 - e^-fx`,
        infectAndDieCoverage(fanout),
        Math.max(0.002, errors.coverage(fanout)),
      ),
    ),
    ...REACH_FANOUTS.map((fanout) =>
      formulaClaim(
        `all-f${fanout}`,
        `f = ${fanout}: chance that all hear it, e^(-n e^-f)`,
        reachAllChance(INFECT_NODES, fanout),
        Math.max(0.03, errors.all(fanout)),
      ),
    ),
    ...Object.entries(LAST_HOPS).map(([fanout, hop]) =>
      lastHopClaim(fanout, hop, Math.max(0.15, errors.lastHop(Number(fanout)))),
    ),
    formulaClaim(
      'coverage-lossy',
      `f = ${LOSSY_INFECT.fanout} with ${100 * LOSSY_INFECT.loss} % of calls lost is f = ${LOSSY_INFECT.fanout * (1 - LOSSY_INFECT.loss)}: share that hears it`,
      infectAndDieCoverage(LOSSY_INFECT.fanout * (1 - LOSSY_INFECT.loss)),
      Math.max(0.002, errors.coverage(LOSSY_INFECT.fanout * (1 - LOSSY_INFECT.loss))),
    ),
  ]
}

function formulaClaim(id: string, text: string, value: number, off: number): Claim {
  const band = { least: value - off, most: value + off }
  return { id, text, measure: id, published: value, provenance: 'formula', band }
}

/** @param off ours: what the pilot may have been off by, and its rounding. */
function lastHopClaim(fanout: string, hop: number, off: number): Claim {
  const id = `last-hop-f${fanout}`
  const band = { least: hop - off, most: hop + off }
  return { id, text: `f = ${fanout}: last hop`, measure: id, published: hop, unit: 'hops', provenance: 'pilot', band }
}
