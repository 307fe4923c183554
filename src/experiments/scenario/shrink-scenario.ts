import { shrink, type ShrinkCase, type Shrunk } from '../../sim/index.ts'
import type { Scenario } from './scenario.ts'
import { ScenarioRun } from './scenario-run.ts'

/** A failing scenario, made small. */
export interface ShrunkScenario {
  readonly scenario: Scenario
  readonly shrunk: Shrunk
}

/** The first three nodes are everybody's seeds. */
const LEAST_NODES = 3

/**
 * Makes a failing scenario small: fewer faults, fewer nodes, shorter faults.
 * @param onRun told before each run how many there were
 * @throws Error if the scenario does not fail by that property
 */
export function shrinkScenario(
  scenario: Scenario,
  fingerprint: string,
  onRun: (runs: number) => void = () => {},
): ShrunkScenario {
  let runs = 0
  const leastNodes = Math.max(LEAST_NODES, ...scenario.events.map(({ node }) => node + 1))
  const shrunk = shrink(
    { nodes: scenario.nodes, schedule: scenario.faults },
    {
      fingerprint,
      run: (candidate) => {
        onRun(runs++)
        const { sim, violation } = new ScenarioRun(smaller(scenario, candidate), 'hash').finish()
        return { fingerprint: violation?.fingerprint, traceHash: sim.traceHash }
      },
      ...(leastNodes < scenario.nodes ? { leastNodes } : {}),
    },
  )
  return { scenario: smaller(scenario, shrunk), shrunk }
}

function smaller(scenario: Scenario, { nodes, schedule }: ShrinkCase): Scenario {
  return { ...scenario, nodes, faults: schedule }
}
