import { OptionError, unknownOption } from '../../base/option-error.ts'

/**
 * SWIM's settings. Defaults are memberlist's (its DefaultLANConfig, DefaultWANConfig and DefaultLocalConfig), so that a
 * hearsay node has the rhythm of the cluster that it joins; what memberlist does not have says so.
 */
export interface SwimOptions {
  /** Time between two probes, ms (SWIM section 4: the protocol period). */
  readonly probeIntervalMs: number
  /** How long a direct probe may take before others are asked, ms: about the 99th percentile of a round trip. */
  readonly probeTimeoutMs: number
  /** How many members are asked to probe for us (SWIM's k). */
  readonly indirectChecks: number
  /** A broadcast is sent this often, times ceil(log10(n + 1)) (SWIM section 4.1: λ log n); see README for few. */
  readonly retransmitMult: number
  /** Least suspicion time = this × log10(n) × probe interval (Lifeguard's α). */
  readonly suspicionMult: number
  /** Greatest suspicion time in units of the least (Lifeguard's β). */
  readonly suspicionMaxTimeoutMult: number
  /** Time between two full exchanges with a random member, ms; 0 never. Stretched for more than 32 members. */
  readonly pushPullIntervalMs: number
  /** Time between two gossip rounds while there is something to tell, ms. */
  readonly gossipIntervalMs: number
  /** Members told per round. */
  readonly gossipNodes: number
  /** How long the dead are still told the news, so that they may refute, ms; afterwards they are forgotten. */
  readonly gossipToTheDeadMs: number
  /** Upper bound of the health score, exclusive (Lifeguard's S + 1). */
  readonly awarenessMaxMultiplier: number
  /**
   * After this time a dead member's name may come back from another address, ms; 0 only when it left. memberlist: 0;
   * ours: at once, since a name that comes back on another address is what every rescheduled container does.
   */
  readonly deadNodeReclaimMs: number
  /** How long an exchange over a stream may take, ms. */
  readonly streamTimeoutMs: number
  /** Lifeguard's local health: a node that fails to hear acks stretches its own probes. */
  readonly localHealth: boolean
  /** Lifeguard's suspicion time that shrinks as others confirm; off: the least time at once (plain SWIM). */
  readonly dynamicSuspicion: boolean
  /** Lifeguard's buddy system: who probes a suspect tells it so. */
  readonly buddySystem: boolean
  /** Lifeguard's nacks: a helper that cannot reach the target says that it is itself well. */
  readonly nacks: boolean
  /** Whether a probe that gets no datagram back is tried over a stream too. */
  readonly streamPing: boolean
  /** Ours: news goes out at once, not at the next gossip tick, at most every tenth of an interval. */
  readonly eagerGossip: boolean
  /** Ours: a member whose suspicion still lacks confirmations is probed next, by about as many members as it lacks. */
  readonly confirmFirst: boolean
  /** Ours: a suspect whose host refuses several members, and does so twice, has one probe time-out to refute. */
  readonly refusalEvidence: boolean
  /** Ours: helpers are asked after 40 % of the probe time-out, and a probe that every helper has nacked ends. */
  readonly earlyHelp: boolean
  /** Ours: a suspect is told so by who accuses it, and before the verdict by everybody, and answers who told it. */
  readonly fairHearing: boolean
  /** Ours: refuting an accusation; switched off only to show that the tests notice. */
  readonly refute: boolean
}

/** The networks that memberlist has settings for. */
export type ProfileName = 'lan' | 'wan' | 'local'

const LAN: SwimOptions = {
  probeIntervalMs: 1000,
  probeTimeoutMs: 500,
  indirectChecks: 3,
  retransmitMult: 4,
  suspicionMult: 4,
  suspicionMaxTimeoutMult: 6,
  pushPullIntervalMs: 30_000,
  gossipIntervalMs: 200,
  gossipNodes: 3,
  gossipToTheDeadMs: 30_000,
  awarenessMaxMultiplier: 8,
  deadNodeReclaimMs: 1,
  streamTimeoutMs: 10_000,
  localHealth: true,
  dynamicSuspicion: true,
  buddySystem: true,
  nacks: true,
  streamPing: true,
  eagerGossip: true,
  confirmFirst: true,
  refusalEvidence: true,
  earlyHelp: true,
  fairHearing: true,
  refute: true,
}

/** Ready settings by network. */
export const PROFILES: Readonly<Record<ProfileName, SwimOptions>> = {
  lan: LAN,
  wan: {
    ...LAN,
    probeIntervalMs: 5000,
    probeTimeoutMs: 3000,
    suspicionMult: 6,
    pushPullIntervalMs: 60_000,
    gossipIntervalMs: 500,
    gossipNodes: 4,
    gossipToTheDeadMs: 60_000,
    streamTimeoutMs: 30_000,
  },
  local: {
    ...LAN,
    probeTimeoutMs: 200,
    indirectChecks: 1,
    retransmitMult: 2,
    suspicionMult: 3,
    pushPullIntervalMs: 15_000,
    gossipIntervalMs: 100,
    gossipToTheDeadMs: 15_000,
    streamTimeoutMs: 1000,
  },
}

/** SWIM as its paper has it (Das, Gupta, Motivala, DSN 2002): what Lifeguard and hearsay add is off. */
export const PLAIN_SWIM: Partial<SwimOptions> = {
  localHealth: false,
  dynamicSuspicion: false,
  buddySystem: false,
  nacks: false,
  streamPing: false,
  eagerGossip: false,
  confirmFirst: false,
  refusalEvidence: false,
  earlyHelp: false,
  fairHearing: false,
}

/**
 * A profile with overrides, checked.
 * @throws OptionError naming the first setting that is wrong or unknown
 */
export function swimOptions(profile: ProfileName = 'lan', overrides: Partial<SwimOptions> = {}): SwimOptions {
  if (!Object.hasOwn(PROFILES, profile)) {
    throw new OptionError(OWNER, 'profile', profile, `one of ${Object.keys(PROFILES).join(', ')}`)
  }
  const base = PROFILES[profile]
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined)
  for (const [name, value] of given) checkOption(name, value, base)
  const options = { ...base, ...Object.fromEntries(given) } as SwimOptions
  if (options.probeTimeoutMs > options.probeIntervalMs) {
    throw new OptionError(
      OWNER,
      'probeTimeoutMs',
      options.probeTimeoutMs,
      `at most probeIntervalMs (${options.probeIntervalMs})`,
    )
  }
  return options
}

/** What settings are called in messages. */
const OWNER = 'swim'

/** Least value of each number; a time that drives a timer must not be 0. */
const LEAST: Readonly<Partial<Record<keyof SwimOptions, number>>> = {
  probeIntervalMs: 1,
  probeTimeoutMs: 1,
  gossipIntervalMs: 1,
  retransmitMult: 1,
  suspicionMult: 1,
  suspicionMaxTimeoutMult: 1,
  awarenessMaxMultiplier: 1,
  streamTimeoutMs: 1,
}

const COUNTS: ReadonlySet<string> = new Set([
  'indirectChecks',
  'gossipNodes',
  'awarenessMaxMultiplier',
  'retransmitMult',
])

function checkOption(name: string, value: unknown, base: SwimOptions): void {
  if (!Object.hasOwn(base, name)) throw unknownOption(OWNER, name, value, Object.keys(base))
  const known = base[name as keyof SwimOptions]
  if (typeof value !== typeof known) throw new OptionError(OWNER, name, value, `a ${typeof known}`)
  if (typeof value !== 'number') return
  const least = LEAST[name as keyof SwimOptions] ?? 0
  const whole = !COUNTS.has(name) || Number.isInteger(value)
  if (!(value >= least && value <= 2_147_483_647) || !whole) {
    throw new OptionError(OWNER, name, value, `${whole ? 'a number' : 'an integer'} from ${least} to 2147483647`)
  }
}
