import { deriveSeed } from '../../base/rng.ts'
import type { Claim, Experiment, Measurement, RunContext } from '../experiment.ts'
import { breathe } from '../measure.ts'
import { type Attack, ATTACKED, type AttackRun, runAttack } from './attack-run.ts'

/** The attacks of the report. */
const ATTACKS: readonly Attack[] = [
  { name: 'eclipse of a publisher', honest: 50, sybils: 1, reach: 'target', arriveMs: 30_000, dropMs: 0, drops: 'all' },
  { name: 'censorship of a publisher', honest: 50, sybils: 2, reach: 0.5, arriveMs: 0, dropMs: 0, drops: 'target' },
  { name: 'degradation', honest: 50, sybils: 2, reach: 0.5, arriveMs: 0, dropMs: 0, drops: 'half' },
  { name: 'eclipse of the network', honest: 50, sybils: 4, reach: 0.5, arriveMs: 30_000, dropMs: 0, drops: 'all' },
  { name: 'cold boot', honest: 200, sybils: 4, reach: 0.1, arriveMs: 0, dropMs: 0, drops: 'all' },
  { name: 'covert flash', honest: 50, sybils: 4, reach: 0.5, arriveMs: 0, dropMs: 120_000, drops: 'all' },
  { name: 'attack at dawn', honest: 50, sybils: 4, reach: 0.5, arriveMs: 0, dropMs: 0, drops: 'all' },
]
/** Those against which v1.0 must fail, so that the test can. */
const TOO_MUCH_FOR_1_0 = ['eclipse of the network', 'cold boot']

/** Why the share of Sybils decides nothing: it does no harm, and depends on how many of them there are to try. */
const TRIED =
  'a Sybil that keeps to the rules is expelled once it must have delivered, after the 60 s of the report’s settings, and then another one is tried: three minutes are three tries'

/** The attacks of the Testground report against v1.1, and against v1.0. */
export const gossipSubAttacks: Experiment = {
  id: 'gossipsub-attacks',
  title: 'GossipSub: Sybils that eclipse, censor and degrade a network',
  source:
    'Vyzovitis, Napora, McCormick, Dias, Psaras, "GossipSub: Attack-Resilient Message Propagation in the Filecoin and ETH2.0 Networks", 2020; set-up of libp2p/gossipsub-hardening',
  parameters: {
    'honest nodes': '200 in the cold boot, else 50, a tenth of which publish (the report: 1000)',
    Sybils: '1, 2 or 4 for each honest node',
    messages: `${ATTACKED.perSecond} a second of 2 KiB, for three minutes`,
    latency: '25 ms, and up to 10 % more',
    'D, D_low, D_high, D_score, D_lazy': '8, 6, 12, 6, 12',
    scores: 'as in the report, without colocation: each Sybil has an address of its own',
  },
  claims: ATTACKS.flatMap(claimsOf),
  run: measure,
}

function claimsOf({ name }: Attack): Claim[] {
  const id = name.replaceAll(' ', '-')
  const claims: Claim[] = [
    {
      id: `${id}-delivered`,
      text: `v1.1, ${name}: nearly everything is delivered to honest nodes`,
      measure: `delivered, ${name}`,
      provenance: 'source',
      band: { least: 0.999 },
    },
    {
      id: `${id}-p99`,
      text: `v1.1, ${name}: 99 % within a second`,
      measure: `p99, ${name}`,
      unit: 'ms',
      provenance: 'source',
      band: { most: 1000 },
    },
    {
      id: `${id}-longest`,
      text: `v1.1, ${name}: all within 6 seconds`,
      measure: `longest, ${name}`,
      published: 6000,
      unit: 'ms',
      provenance: 'source',
      band: { most: 6000 },
    },
  ]
  if (!TOO_MUCH_FOR_1_0.includes(name)) return claims
  return [
    ...claims,
    {
      id: `${id}-mesh`,
      text: `v1.1, ${name}: after three minutes Sybils are less than a tenth of the honest nodes’ meshes`,
      measure: `Sybils in the mesh, ${name}`,
      provenance: 'pilot',
      band: { most: 0.1 },
      informative: TRIED,
    },
    {
      id: `${id}-v1-0`,
      text: `v1.0, ${name}: fails, by more than 5 % lost or more than 6 seconds (times the limit)`,
      measure: `v1.0 beyond its limit, ${name}`,
      provenance: 'source',
      band: { least: 1 },
    },
  ]
}

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Record<string, Measurement>> {
  const measured: Record<string, Measurement> = {}
  const { warmMs, endMs: wholeMs } = ATTACKED
  const endMs = warmMs + Math.max(1000, (wholeMs - warmMs) * scale)
  for (const [i, attack] of ATTACKS.entries()) {
    await breathe(signal)
    const { name } = attack
    const own = deriveSeed(seed, i)
    const run = runAttack(own, attack, true, endMs)
    measured[`delivered, ${name}`] = { value: run.deliveredShare }
    measured[`p99, ${name}`] = { value: run.p99Ms }
    measured[`longest, ${name}`] = { value: run.maxMs }
    measured[`Sybils in the mesh, ${name}`] = { value: run.sybilShare }
    if (TOO_MUCH_FOR_1_0.includes(name)) {
      const old = runAttack(own, attack, false, Math.min(endMs, ONE_MINUTE))
      measured[`v1.0 beyond its limit, ${name}`] = { value: beyondLimit(old) }
    }
    progress((i + 1) / ATTACKS.length)
  }
  return measured
}

/** Enough to see v1.0 fail. */
const ONE_MINUTE = 60_000

/** From 1 on it has failed: a twentieth is lost, or six seconds are passed. */
function beyondLimit({ deliveredShare, maxMs }: AttackRun): number {
  return Math.max((1 - deliveredShare) / 0.05, maxMs / 6000)
}
