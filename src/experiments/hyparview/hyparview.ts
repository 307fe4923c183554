import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { FAILED, FAILED_ACKED, FAILED_CYCLON, FAILED_HEALING, hyParViewClaims } from './claims.ts'
import { measureSettled } from './graph-properties.ts'
import { healingOfCyclon, healingOfHyParView } from './healing.ts'
import { type FailureRun, reliabilityAfter } from './reliability.ts'
import { type Settled, settle } from './setup.ts'

const NODES = 10_000
const LEAST_NODES = 300
/** Whole messages by share of live nodes: the fewer live, the cheaper each, and the more scatter they. */
const FLOODS = 15
const STAND_FOR = 1000

/** HyParView against Cyclon: mass failure, healing, graphs, fan-out. */
export const hyParView: Experiment = {
  id: 'hyparview',
  title: 'HyParView: messages reach all after most nodes have failed at once',
  source:
    'Leitão, Pereira, Rodrigues, "HyParView: A Membership Protocol for Reliable Gossip-Based Broadcast", DSN 2007, sections 5.1 to 5.4, figures 1 to 3, table 1',
  parameters: {
    nodes: NODES,
    HyParView: 'active view 5, passive view 30, walks 6 and 3, shuffles of 3 + 4; messages flood over streams',
    Cyclon: 'view 35, shuffles of 14, walk 5; gossip with fan-out 4',
    settling: '50 cycles',
    'messages after a failure': 'HyParView 15 by share of live nodes, Cyclon 30 to 300, CyclonAcked 150 for 1000',
  },
  claims: hyParViewClaims,
  figures: [
    {
      title: 'Reliability after a mass failure, before any cycle',
      xLabel: 'nodes that fail, %',
      yLabel: 'nodes that a message reaches, %',
      series: [
        { label: 'HyParView', points: FAILED.map((x) => ({ x, measure: `hyparview: reliability, ${x} % failed` })) },
        { label: 'Cyclon', points: FAILED_CYCLON.map((x) => ({ x, measure: `cyclon: reliability, ${x} % failed` })) },
        {
          label: 'CyclonAcked',
          points: FAILED_ACKED.map((x) => ({ x, measure: `cyclon-acked: reliability, ${x} % failed` })),
        },
      ],
    },
  ],
  run: measure,
}

async function measure(context: RunContext): Promise<Measurements> {
  const nodes = Math.max(LEAST_NODES, Math.round(NODES * context.scale))
  const settled = await settle(nodes, context)
  const part = partsOf(context)
  part(0.15)
  const measured: Record<string, Measurement> = await measureSettled(settled, context)
  const failures = plannedFailures(context.scale)
  for (const [i, failure] of failures.entries()) {
    measured[nameOf(failure)] = await reliabilityAfter(settled, failure, context)
    part(0.2 + (0.4 * (i + 1)) / failures.length)
  }
  for (const [i, failed] of FAILED_HEALING.entries()) {
    Object.assign(measured, await measureHealing(settled, failed, context))
    part(0.6 + (0.4 * (i + 1)) / FAILED_HEALING.length)
  }
  return measured
}

async function measureHealing(
  settled: Settled,
  failed: number,
  context: RunContext,
): Promise<Record<string, Measurement>> {
  const cycles = await healingOfHyParView(settled, failed, context)
  const cyclon = await healingOfCyclon(settled, failed, context)
  return {
    [`hyparview: cycles to heal, ${failed} % failed`]: { value: cycles },
    [`cyclon: cycles to heal, ${failed} % failed`]: { value: cyclon },
    [`healing, cyclon over hyparview, ${failed} % failed`]: { value: cyclon / cycles },
  }
}

function plannedFailures(scale: number): FailureRun[] {
  const count = (messages: number): number => Math.max(6, Math.round(messages * Math.min(1, 4 * scale)))
  const acked = { messages: count(150), standFor: STAND_FOR }
  return [
    ...FAILED.map((failedPercent) => ({
      protocol: 'hyparview' as const,
      failedPercent,
      messages: count((FLOODS * 100) / (100 - failedPercent)),
    })),
    ...FAILED_CYCLON.map((failedPercent) => ({
      protocol: 'cyclon' as const,
      failedPercent,
      messages: count(CYCLON_MESSAGES[failedPercent] as number),
    })),
    ...FAILED_ACKED.map((failedPercent) => ({ protocol: 'cyclon-acked' as const, failedPercent, ...acked })),
    { protocol: 'hyparview', failedPercent: 50, messages: count(30), keepsConnections: false },
  ]
}

/** Where messages die out at once now and then, more: the band is then three standard errors and more. */
const CYCLON_MESSAGES: Readonly<Record<number, number>> = {
  10: 30,
  20: 30,
  30: 100,
  40: 200,
  50: 300,
  60: 200,
  70: 150,
}

function nameOf({ protocol, failedPercent, keepsConnections }: FailureRun): string {
  return `${protocol}${keepsConnections === false ? ' without connections' : ''}: reliability, ${failedPercent} % failed`
}

/** Tells how far a run is, never less than before. */
function partsOf({ progress }: RunContext): (done: number) => void {
  return (done) => progress(Math.min(1, done))
}
