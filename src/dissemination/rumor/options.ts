import { checkedNumbers, type Limit } from '../../base/checked-numbers.ts'
import { OptionError } from '../../base/option-error.ts'

/** Who hands rumours over in a contact: who begins it, who is called, or both. */
export type RumorMode = 'push' | 'pull' | 'push-pull'

/**
 * When a node loses interest in a rumour; see `stopping/`. `no-end` leaves it to the rumour's age; `infect-and-die` tells
 * it once, to `fanout` peers, as soon as it is heard.
 */
export type StopKind =
  | 'blind-coin'
  | 'blind-counter'
  | 'feedback-coin'
  | 'feedback-counter'
  | 'median-counter'
  | 'no-end'
  | 'infect-and-die'

/** How a rumour layer works, in words. */
interface RumorChoices {
  /** Default push-pull. */
  readonly mode: RumorMode
  /** Default feedback-counter. */
  readonly stop: StopKind
  /**
   * Whether payloads go along with every telling, as in the papers, or numbers do and payloads are sent to those who ask:
   * then each node is sent each payload once. Default on-request.
   */
  readonly bodies: 'at-once' | 'on-request'
  /**
   * What a contact is judged by, and what an answer tells: what was known when the cycle began, which is the papers'
   * synchronous model and needs cycles in step, or what is known now. Default now.
   */
  readonly judge: 'cycle-start' | 'now'
  /** Whether nodes have cycles at times of their own, or all at multiples of `cycleMs` of their clocks. Default random. */
  readonly phase: 'random' | 'in-step'
  /** Whether a node calls exactly `fanout` peers, or a Poisson number with this mean, as in Murmur. Default fixed. */
  readonly fanoutLaw: 'fixed' | 'poisson'
}

/** How a rumour layer works, in numbers. */
interface RumorNumbers {
  /** Time between two contacts that a node begins, ms. Default 200, memberlist's gossip interval. */
  readonly cycleMs: number
  /** Peers that a node calls in a cycle; infect and die: whom it tells. Default 1, the papers'. */
  readonly fanout: number
  /**
   * Of coins and counters (Demers et al.), ctrMax of the median counter (Karp et al.). Default 4: with push-pull and
   * feedback it leaves nobody out of 1000 in more than 999 of 1000 runs (experiment `rumor-layer-median-counter`).
   */
  readonly k: number
  /** The age in cycles at which a rumour is told no more, Karp's O(ln n). Default 60: 3 log2 of a million. */
  readonly cutOff: number
  /** Calls that a node takes in a cycle, later ones are not heard. Default 16 for each of `fanout`: chance brings fewer. */
  readonly answerLimit: number
  /** Rumours that a node carries at once; of more the oldest is dropped. Default 1000. */
  readonly mostCarried: number
  /** Bytes that a payload may have; what is larger is not taken. Default 64 KiB. */
  readonly mostPayloadBytes: number
  /** Bytes of payload that are kept, at most. Default 16 MiB. */
  readonly mostKeptBytes: number
  /** How long the number of a message is remembered, ms: a copy that comes later would be delivered again. Default 120000. */
  readonly rememberMs: number
  /** Numbers that are remembered at most. Default 100000. */
  readonly mostRemembered: number
}

/** Rumour mongering's settings. Defaults are our choice where no paper is named. */
export interface RumorOptions extends RumorChoices, RumorNumbers {}

const NUMBERS: RumorNumbers = {
  cycleMs: 200,
  fanout: 1,
  k: 4,
  cutOff: 60,
  answerLimit: 16,
  mostCarried: 1000,
  mostPayloadBytes: 64 * 1024,
  mostKeptBytes: 16 * 1024 * 1024,
  rememberMs: 120_000,
  mostRemembered: 100_000,
}

/** The defaults of {@link RumorOptions}. */
export const RUMOR_DEFAULTS: RumorOptions = {
  mode: 'push-pull',
  stop: 'feedback-counter',
  bodies: 'on-request',
  judge: 'now',
  phase: 'random',
  fanoutLaw: 'fixed',
  ...NUMBERS,
}

const COUNT: Limit = { least: 1, most: 0x40000000, whole: true }
const LIMITS: { readonly [K in keyof RumorNumbers]: Limit } = {
  cycleMs: { ...COUNT, most: 3_600_000 },
  fanout: { least: 0.1, most: 500 },
  k: { ...COUNT, most: 1000 },
  cutOff: { ...COUNT, most: 1_000_000 },
  answerLimit: { ...COUNT, most: 10_000 },
  mostCarried: COUNT,
  mostPayloadBytes: COUNT,
  mostKeptBytes: COUNT,
  rememberMs: COUNT,
  mostRemembered: COUNT,
}

const CHOICES: { readonly [K in keyof RumorChoices]: readonly RumorChoices[K][] } = {
  mode: ['push', 'pull', 'push-pull'],
  stop: [
    'blind-coin',
    'blind-counter',
    'feedback-coin',
    'feedback-counter',
    'median-counter',
    'no-end',
    'infect-and-die',
  ],
  bodies: ['at-once', 'on-request'],
  judge: ['cycle-start', 'now'],
  phase: ['random', 'in-step'],
  fanoutLaw: ['fixed', 'poisson'],
}

/** The defaults with what was given, checked. @throws OptionError naming the first that is wrong or unknown */
export function rumorOptions(given: Partial<RumorOptions> = {}): RumorOptions {
  const { mode, stop, bodies, judge, phase, fanoutLaw, ...numbers } = given
  const choices: RumorChoices = {
    mode: chosen('mode', mode),
    stop: chosen('stop', stop),
    bodies: chosen('bodies', bodies),
    judge: chosen('judge', judge),
    phase: chosen('phase', phase),
    fanoutLaw: chosen('fanoutLaw', fanoutLaw),
  }
  const checked = checkedNumbers('rumor', NUMBERS, LIMITS, numbers)
  const answerLimit = given.answerLimit ?? Math.ceil(NUMBERS.answerLimit * checked.fanout)
  const options = { ...choices, ...checked, answerLimit }
  checkTogether(options)
  return options
}

function chosen<K extends keyof RumorChoices>(name: K, value: RumorChoices[K] | undefined): RumorChoices[K] {
  if (value === undefined) return RUMOR_DEFAULTS[name]
  if (CHOICES[name].includes(value)) return value
  throw new OptionError('rumor', name, value, `one of ${CHOICES[name].join(', ')}`)
}

/** What would deliver twice, tell no payload, or call a fraction of a peer. */
function checkTogether(options: RumorOptions): void {
  const { stop, mode, fanout, fanoutLaw, rememberMs, cutOff, cycleMs, mostKeptBytes, mostPayloadBytes } = options
  const wrong = (name: keyof RumorOptions, expected: string): OptionError =>
    new OptionError('rumor', name, options[name], expected)
  if (fanoutLaw === 'fixed' && !Number.isInteger(fanout))
    throw wrong('fanout', 'an integer, unless fanoutLaw is poisson')
  if (stop === 'infect-and-die' && mode !== 'push') throw wrong('mode', 'push where stop is infect-and-die')
  if (stop === 'median-counter' && mode !== 'push-pull') throw wrong('mode', 'push-pull where stop is median-counter')
  if (mostKeptBytes < mostPayloadBytes) throw wrong('mostKeptBytes', `at least mostPayloadBytes (${mostPayloadBytes})`)
  if (rememberMs >= 2 * cutOff * cycleMs) return
  throw wrong('rememberMs', `at least twice the time that a rumour may go on (${2 * cutOff * cycleMs})`)
}
