import { pushPullIntervalMs, retransmitLimit, suspicionTimeoutMs } from '../../membership/swim/formulas.ts'
import { PROFILES, swimOptions, type SwimOptions } from '../../membership/swim/options.ts'
import { type Conditions, LATENCIES_PER_PROBE, LONGEST_PROBE_INTERVAL_MS, type Targets } from './conditions.ts'

/** Settings that may be recommended, over the lan profile. */
export type Settings = Partial<SwimOptions>

/** What formulas expect of settings: good enough to choose what is worth simulating, no more. */
export interface Expectation {
  readonly detectMs: number
  readonly bytesPerSecond: number
  readonly eventMs: number
}

const PROBE_INTERVALS_MS = [200, 300, 500, 1000, 2000, LONGEST_PROBE_INTERVAL_MS]
const SUSPICION_MULTS = [2, 3, 4, 5, 6]
const GOSSIP_INTERVALS_MS = [50, 100, 200, 500]
/** Bytes of a probe's two datagrams, those of IP and UDP included. */
const PROBE_BYTES = 160
/** Bytes of one member in a full exchange, and of one piece of news in a packet. */
const MEMBER_BYTES = 100
const NEWS_BYTES = 70
/** What one member's going and another one's coming make known: suspicion or intent, end, beginning and its intent. */
const NEWS_PER_CHANGE = 4

/** Every combination that is considered, memberlist's own first. */
export function candidates({ latencyMs }: Conditions): Settings[] {
  const found = PROBE_INTERVALS_MS.flatMap((probeIntervalMs) =>
    SUSPICION_MULTS.flatMap((suspicionMult) =>
      GOSSIP_INTERVALS_MS.map((gossipIntervalMs) => {
        const probeTimeoutMs = Math.min(probeIntervalMs, Math.max(probeIntervalMs / 2, 8 * latencyMs))
        return { probeIntervalMs, probeTimeoutMs, suspicionMult, gossipIntervalMs }
      }),
    ),
  )
  return found
    .filter(({ probeTimeoutMs }) => probeTimeoutMs >= LATENCIES_PER_PROBE * latencyMs)
    .toSorted((a, b) => strangeness(a) - strangeness(b))
}

/** How far settings are from the lan profile: of two that do, the better known one is recommended. */
function strangeness(settings: Settings): number {
  const keys = ['probeIntervalMs', 'suspicionMult', 'gossipIntervalMs'] as const
  return keys.reduce(
    (sum, key) => sum + Math.abs(Math.log2((settings[key] ?? PROFILES.lan[key]) / PROFILES.lan[key])),
    0,
  )
}

/** What to expect, by the formulas of SWIM and of gossip. */
export function expect(settings: Settings, conditions: Conditions): Expectation {
  const { nodes } = conditions
  const options = swimOptions('lan', settings)
  const { probeIntervalMs, suspicionMult, gossipIntervalMs, gossipNodes } = options
  const rounds = Math.log(nodes) / Math.log(1 + gossipNodes) + 2
  const eventMs = rounds * (gossipIntervalMs / 4)
  const suspicion = suspicionTimeoutMs(suspicionMult, nodes, probeIntervalMs)
  return {
    detectMs: 1.6 * probeIntervalMs + suspicion + eventMs,
    bytesPerSecond: bytesPerSecond(options, conditions),
    eventMs,
  }
}

/** Probes, full exchanges in which both sides tell all they know, and news of churn. */
function bytesPerSecond(options: SwimOptions, { nodes, churnPerHour }: Conditions): number {
  const { probeIntervalMs, retransmitMult, pushPullIntervalMs: interval } = options
  const exchangeMs = interval > 0 ? pushPullIntervalMs(interval, nodes) : Number.POSITIVE_INFINITY
  const newsPerSecond = (NEWS_PER_CHANGE * churnPerHour) / 3600
  return (
    (1000 * PROBE_BYTES) / probeIntervalMs +
    (2000 * MEMBER_BYTES * nodes) / exchangeMs +
    newsPerSecond * retransmitLimit(retransmitMult, nodes) * NEWS_BYTES
  )
}

/** A simulation may come out better than a formula by so much. */
const HOPE = 1.5

/** Whether settings are worth simulating. */
export function isHopeful(expected: Expectation, targets: Targets): boolean {
  return isWithin(expected, targets, HOPE)
}

/** Whether settings should meet the targets. */
export function isExpected(expected: Expectation, targets: Targets): boolean {
  return isWithin(expected, targets, 1)
}

function isWithin(expected: Expectation, targets: Targets, times: number): boolean {
  const within = (value: number, target: number | undefined): boolean => target === undefined || value <= times * target
  return (
    within(expected.detectMs, targets.detectP99Ms) &&
    within(expected.bytesPerSecond, targets.bytesPerSecond) &&
    within(expected.eventMs, targets.eventP99Ms)
  )
}
