import { below, deriveSeed } from '../../base/rng.ts'
import type { AccrualOptions } from '../../detection/phi/evidence/options.ts'
import { firstTold } from '../cluster/first-told.ts'
import { SwimCluster } from '../cluster/swim-cluster.ts'
import type { Experiment, Measurement, Measurements, RunContext } from '../experiment.ts'
import { breathe, meanOf, quantile } from '../measure.ts'

const MEMBERS = 32
const CRASHES = 180
/** So many in each cluster, one after the other: most of it is there until the end. */
const CRASHES_EACH = 6
const LOSSES = [0, 0.05, 0.1] as const
const QUIET_MS = 300_000
const LEAST_QUIET_MS = 5000

/**
 * Who suspects: probes alone, or heartbeats beside them. In order: the defaults; two and a half times as
 * many heartbeats; and the defaults with as little patience as bears one loss.
 */
const VARIANTS = {
  probes: undefined,
  defaults: {},
  often: { intervalMs: 200, acceptablePauseMs: 600, minDeviationMs: 50 },
  keen: { acceptablePauseMs: 500, minDeviationMs: 50 },
} as const satisfies Readonly<Record<string, Partial<AccrualOptions> | undefined>>

/** What heartbeats add to SWIM's probes when a host dies, and what they cost when datagrams are lost. */
export const phiEvidence: Experiment = {
  id: 'phi-evidence',
  title: 'Heartbeats beside probes: when a dead host is suspected, and what loss makes of it',
  source: 'ours: src/detection/phi/evidence beside src/membership/swim',
  parameters: {
    members: MEMBERS,
    crashes: CRASHES,
    'loss, %': LOSSES.map((loss) => loss * 100).join(', '),
    'quiet virtual seconds at each loss': QUIET_MS / 1000,
  },
  claims: [
    {
      id: 'suspected-sooner',
      text: 'With heartbeats at their defaults a dead host is suspected sooner than by probes alone',
      measure: 'defaults: first suspicion, share of that by probes',
      provenance: 'pilot',
      band: { most: 1 },
    },
    {
      id: 'no-late-ones',
      text: 'The slowest of a hundred even more so',
      measure: 'defaults: first suspicion, of 99 %, share of that by probes',
      provenance: 'pilot',
      band: { most: 0.8 },
    },
    {
      id: 'nobody-without-loss',
      text: 'Where nothing is lost heartbeats accuse nobody',
      measure: 'defaults: false suspicions per member and hour, loss 0 %',
      unit: 'suspicions',
      provenance: 'pilot',
      band: { most: 0 },
    },
    {
      id: 'loss-is-borne',
      text: 'With 5 % loss they hardly ever do',
      measure: 'defaults: false suspicions per member and hour, loss 5 %',
      unit: 'suspicions',
      provenance: 'pilot',
      band: { most: 1.5 },
    },
    {
      id: 'nobody-dies',
      text: 'Whatever is lost, whoever is suspected wrongly refutes it',
      measure: 'false deaths with heartbeats',
      unit: 'deaths',
      provenance: 'pilot',
      band: { most: 0 },
    },
    {
      id: 'keenness-costs',
      text: 'With as little patience as bears one loss, 10 % loss brings many false suspicions',
      measure: 'keen: false suspicions per member and hour, loss 10 %',
      unit: 'suspicions',
      provenance: 'pilot',
      band: { least: 5 },
    },
  ],
  run: measure,
}

async function measure({ seed, scale, signal, progress }: RunContext): Promise<Measurements> {
  const all: Record<string, Measurement> = {}
  const variants = Object.entries(VARIANTS)
  for (const [i, [variant, accrual]] of variants.entries()) {
    const clusters: Death[][] = []
    for (let left = Math.max(2, Math.round(CRASHES * scale)); left > 0; left -= CRASHES_EACH) {
      clusters.push(deathsOf(deriveSeed(seed, left), accrual, Math.min(CRASHES_EACH, left)))
      await breathe(signal)
    }
    const suspected = clusters.flat().map(({ suspectedMs }) => suspectedMs)
    all[`${variant}: first suspicion, ms`] = meanOfClusters(clusters, ({ suspectedMs }) => suspectedMs)
    all[`${variant}: first suspicion, ms, of 99 %`] = { value: quantile(suspected, 0.99), n: suspected.length }
    all[`${variant}: verdict, ms`] = meanOfClusters(clusters, ({ deadMs }) => deadMs)
    for (const loss of LOSSES) {
      const { suspicions, deaths, datagrams } = livesOf(seed, accrual, loss, Math.max(LEAST_QUIET_MS, QUIET_MS * scale))
      all[`${variant}: false suspicions per member and hour, loss ${loss * 100} %`] = { value: suspicions }
      all[`${variant}: false deaths, loss ${loss * 100} %`] = { value: deaths }
      if (loss === 0) all[`${variant}: datagrams per member and s`] = { value: datagrams }
      await breathe(signal)
    }
    progress((i + 1) / variants.length)
  }
  const deaths = Object.entries(all).filter(([name]) => /^(?!probes).*false deaths/.test(name))
  const sum = deaths.reduce((total, [, { value }]) => total + value, 0)
  return { ...all, ...shares(all), 'false deaths with heartbeats': { value: sum } }
}

/** Deaths in one cluster are not independent: its members keep their phases. */
function meanOfClusters(clusters: readonly (readonly Death[])[], timeOf: (death: Death) => number): Measurement {
  return meanOf(clusters.map((deaths) => meanOf(deaths.map(timeOf)).value))
}

function shares(all: Measurements): Measurements {
  const share = (of: string): Measurement => {
    const [defaults, probes] = [all[`defaults: ${of}`], all[`probes: ${of}`]] as [Measurement, Measurement]
    return { value: defaults.value / probes.value }
  }
  return {
    'defaults: first suspicion, share of that by probes': share('first suspicion, ms'),
    'defaults: first suspicion, of 99 %, share of that by probes': share('first suspicion, ms, of 99 %'),
  }
}

/** What became of one. */
interface Death {
  readonly suspectedMs: number
  readonly deadMs: number
}

/** From each death of a host, process and network with it, to the first suspicion and to the first verdict. */
function deathsOf(seed: number, accrual: Partial<AccrualOptions> | undefined, count: number): Death[] {
  const cluster = new SwimCluster({ seed, size: MEMBERS, ...(accrual && { accrual }) })
  const { sim } = cluster
  const suspectedAt = firstTold(cluster, 'member-suspected')
  const deadAt = firstTold(cluster, 'member-gone')
  sim.run(SETTLE_MS)
  return Array.from({ length: count }, (_, victim) => {
    sim.run(below(() => sim.faults.next(), PHASE_MS)) // at any phase of probes and heartbeats
    const diedAt = sim.now
    const others = Array.from({ length: MEMBERS }, (__, node) => node).filter((node) => node !== victim)
    sim.network.partition([victim], others)
    cluster.node(victim).crash()
    sim.runUntil(() => deadAt.has(victim), LIMIT_MS, 10)
    const since = (at: ReadonlyMap<number, number>): number => (at.get(victim) ?? sim.now) - diedAt
    return { suspectedMs: since(suspectedAt), deadMs: since(deadAt) }
  })
}

const SETTLE_MS = 15_000
const PHASE_MS = 4000
const LIMIT_MS = 120_000

/**
 * A life without deaths, where every suspicion is false: suspicions per member and hour, each counted once whoever hears
 * of it, verdicts, and datagrams per member and second.
 */
function livesOf(
  seed: number,
  accrual: Partial<AccrualOptions> | undefined,
  loss: number,
  ms: number,
): { readonly suspicions: number; readonly deaths: number; readonly datagrams: number } {
  const cluster = new SwimCluster({ seed, size: MEMBERS, network: { loss }, ...(accrual && { accrual }) })
  const { sim } = cluster
  sim.run(SETTLE_MS)
  const suspicions = new Set<string>()
  let deaths = 0
  cluster.onEvent((_node, event) => {
    if (event.type === 'member-gone') deaths++
    if (event.type === 'member-suspected') suspicions.add(`${event.member.node} ${event.member.incarnation}`)
  })
  const before = sim.counters.datagramsSent
  sim.run(ms)
  const memberSeconds = (MEMBERS * ms) / 1000
  const datagrams = (sim.counters.datagramsSent - before) / memberSeconds
  return { suspicions: (suspicions.size / memberSeconds) * 3600, deaths, datagrams }
}
