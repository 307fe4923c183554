/** Who hands the news over in a call: the caller, the called, or either. */
export type SpreadMode = 'push' | 'pull' | 'push-pull'

/**
 * When nodes lose interest (Demers et al., "Epidemic algorithms for replicated database maintenance", PODC 1987,
 * section 1.4; Karp et al., "Randomized rumor spreading", FOCS 2000, section 3).
 *
 * - `all-knowing`: never; the run ends when everybody knows.
 * - `blind-coin`: with chance 1/k after each round.
 * - `blind-counter`: after k rounds. With k = 1 this is infect-and-die.
 * - `feedback-coin`: with chance 1/k after a round in which nobody needed what it sent.
 * - `feedback-counter`: after k such rounds; a round in which somebody needed it starts the count again.
 * - `median-counter`: Karp's; see `median-counter.ts`.
 */
export type StopRule =
  | { readonly kind: 'all-knowing' }
  | { readonly kind: 'blind-coin' | 'blind-counter' | 'feedback-coin' | 'feedback-counter'; readonly k: number }
  | {
      readonly kind: 'median-counter'
      readonly ctrMax: number
      /** The age in rounds at which everybody falls silent; Karp's O(ln n). */
      readonly cutOff: number
    }

/** One piece of news in a cluster that is a complete graph, spread in synchronous rounds. */
export interface SpreadPlan {
  readonly nodes: number
  readonly mode: SpreadMode
  /** Calls of one caller in a round, to nodes drawn independently among the others; default 1. */
  readonly fanout?: number
  /** The chance that a call fails, both ways; default 0. */
  readonly loss?: number
  /** Default all-knowing. */
  readonly stop?: StopRule
  readonly seed: number
  /** How many know it at the start; default 1. */
  readonly informed?: number
  /** Default 10,000. */
  readonly maxRounds?: number
  /**
   * How many calls a node takes in one round, others being turned away (Doerr and Kostrygin, "Randomized rumor
   * spreading revisited", ICALP 2017). Default: any number. Only the engine `contacts` has it.
   */
  readonly answerLimit?: 1
}

/** A plan with its defaults. */
export interface WholePlan extends Required<Omit<SpreadPlan, 'answerLimit'>> {
  readonly answerLimit: number
}

/** Fills in the defaults. @throws RangeError if the plan makes no sense */
export function wholePlan(plan: SpreadPlan): WholePlan {
  const whole: WholePlan = {
    ...{ fanout: 1, loss: 0, stop: { kind: 'all-knowing' }, informed: 1, maxRounds: 10_000 },
    ...plan,
    answerLimit: plan.answerLimit ?? Number.POSITIVE_INFINITY,
  }
  requireOneOf('mode', whole.mode, MODES)
  requireInteger('nodes', whole.nodes, 2, MAX_NODES)
  requireInteger('fanout', whole.fanout, 1, 100)
  requireInteger('informed', whole.informed, 1, whole.nodes)
  requireInteger('maxRounds', whole.maxRounds, 1, Number.MAX_SAFE_INTEGER)
  if (!(whole.loss >= 0 && whole.loss < 1)) throw new RangeError(`loss must lie in [0, 1): ${whole.loss}`)
  if (plan.answerLimit !== undefined) requireInteger('answerLimit', plan.answerLimit, 1, 1)
  requireStop(whole.stop)
  return whole
}

function requireStop(stop: StopRule): void {
  requireOneOf('stop.kind', stop.kind, STOP_KINDS)
  if (stop.kind === 'all-knowing') return
  if (stop.kind === 'median-counter') {
    requireInteger('ctrMax', stop.ctrMax, 1, 100)
    return requireInteger('cutOff', stop.cutOff, 1, Number.MAX_SAFE_INTEGER)
  }
  if (stop.kind.endsWith('counter')) return requireInteger('k', stop.k, 1, 255)
  if (!(stop.k >= 1)) throw new RangeError(`k must be at least 1: ${stop.k}`)
}

function requireOneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value)) throw new RangeError(`${name} must be one of ${known.join(', ')}: ${value}`)
}

function requireInteger(name: string, value: number, least: number, most: number): void {
  if (Number.isInteger(value) && value >= least && value <= most) return
  throw new RangeError(`${name} must be a whole number from ${least} to ${most}: ${value}`)
}

const MODES: readonly SpreadMode[] = ['push', 'pull', 'push-pull']
const STOP_KINDS: readonly StopRule['kind'][] = [
  'all-knowing',
  'blind-coin',
  'blind-counter',
  'feedback-coin',
  'feedback-counter',
  'median-counter',
]

/** Counts of nodes stay exact in a double; calls, summed over many rounds, may lose their last digit. */
const MAX_NODES = 1_000_000_000_000_000
