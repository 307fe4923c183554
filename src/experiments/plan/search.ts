import { candidates, expect, type Expectation, isHopeful, type Settings } from './candidates.ts'
import { checkConditions, checkTargets, type Conditions, type Targets } from './conditions.ts'
import { type Effort, measureSettings, type Performance } from './measure-settings.ts'
import { isAcceptable, type JudgedTarget, judgeTargets } from './verdict.ts'

/** Settings that were simulated. */
export interface Tried {
  readonly settings: Settings
  readonly performance: Performance
  readonly judged: readonly JudgedTarget[]
}

/** What a search came to. */
export interface PlanResult {
  readonly conditions: Conditions
  readonly targets: Targets
  /** The settings to use, measured with full effort; the nearest ones if nothing does what was asked for. */
  readonly chosen: Tried
  readonly isFeasible: boolean
  /** Everything that was simulated, in this order. */
  readonly tried: readonly Tried[]
  /** What stands against one another, if the targets cannot be met together. */
  readonly contradiction: string | undefined
}

/** How thorough a search is. */
export interface SearchOptions {
  readonly seed: number
  /** Clusters that are run for the settings that are recommended. */
  readonly runs: number
  readonly signal: AbortSignal
  /** Told what is done, and how much of all, from 0 to 1. */
  readonly progress: (what: string, done: number) => void
  /** Measures settings; tests give their own. */
  readonly measure?: typeof measureSettings
}

/** Settings that are simulated at most before the nearest is taken. */
const MOST_TRIED = 8
const LOOK = { runs: 1, deaths: 8, events: 8 }
const FULL = { deaths: 12, events: 12 }

/**
 * Looks for settings that meet every target: formulas say which are worth a simulation, simulation decides. Of several
 * that do, the one nearest to memberlist's own settings is taken.
 * @throws ExperimentOptionError; the signal's reason
 */
export async function searchPlan(
  conditions: Conditions,
  targets: Targets,
  options: SearchOptions,
): Promise<PlanResult> {
  checkConditions(conditions)
  checkTargets(targets)
  const search = new Search(conditions, targets, options)
  return search.run()
}

class Search {
  readonly #conditions: Conditions
  readonly #targets: Targets
  readonly #options: SearchOptions
  readonly #tried: Tried[] = []

  constructor(conditions: Conditions, targets: Targets, options: SearchOptions) {
    this.#conditions = conditions
    this.#targets = targets
    this.#options = options
  }

  async run(): Promise<PlanResult> {
    const all = candidates(this.#conditions).map((settings) => ({
      settings,
      expected: expect(settings, this.#conditions),
    }))
    const hopeful = all.filter(({ expected }) => isHopeful(expected, this.#targets))
    const inOrder = (hopeful.length > 0 ? hopeful : byDistance(all, this.#targets)).slice(0, MOST_TRIED)
    for (const [i, { settings }] of inOrder.entries()) {
      const looked = await this.#measure(settings, LOOK, `settings ${i + 1} of at most ${inOrder.length}`)
      if (!isAcceptable(looked.judged)) continue
      const confirmed = await this.#measure(
        settings,
        { ...FULL, runs: this.#options.runs },
        'the settings to recommend',
      )
      if (isAcceptable(confirmed.judged)) return this.#result(confirmed, true)
    }
    return this.#result(this.#nearest(), false)
  }

  async #measure(settings: Settings, effort: Pick<Effort, 'runs' | 'deaths' | 'events'>, what: string): Promise<Tried> {
    const { seed, signal, progress, measure = measureSettings } = this.#options
    const whole = { ...effort, seed, signal, progress: (done: number) => progress(what, done) }
    const performance = await measure(settings, this.#conditions, whole)
    const tried = { settings, performance, judged: judgeTargets(performance, this.#targets) }
    this.#tried.push(tried)
    return tried
  }

  #nearest(): Tried {
    const excess = ({ judged }: Tried): number =>
      Math.max(...judged.map(({ measured, wanted }) => overshoot(measured.value, wanted)))
    return this.#tried.toSorted((a, b) => excess(a) - excess(b))[0] as Tried
  }

  #result(chosen: Tried, isFeasible: boolean): PlanResult {
    const contradiction = isFeasible ? undefined : contradictionOf(this.#tried, this.#targets)
    const [conditions, targets, tried] = [this.#conditions, this.#targets, this.#tried]
    return { conditions, targets, chosen, isFeasible, tried, contradiction }
  }
}

/** Which targets some settings meet, but none together. */
function contradictionOf(tried: readonly Tried[], targets: Targets): string {
  if (tried.some(({ judged }) => isAcceptable(judged))) {
    return 'what looked as if it met every target did not when it was simulated for longer'
  }
  const names = Object.keys(targets).filter((name) => targets[name as keyof Targets] !== undefined)
  const isMet = (name: string): boolean =>
    tried.some(({ judged }) =>
      judged.some(({ target, verdict }) => target === name && verdict !== 'missed' && verdict !== 'unlikely'),
    )
  const never = names.filter((name) => !isMet(name))
  if (never.length > 0) return `nothing that was tried comes to ${never.join(' or ')}, whatever the other targets`
  return `${names.join(' and ')} can each be met, but not together`
}

interface Considered {
  readonly settings: Settings
  readonly expected: Expectation
}

/** Nothing is hopeful: what misses the targets least is worth showing. */
function byDistance(all: readonly Considered[], targets: Targets): Considered[] {
  const excess = ({ expected }: Considered): number =>
    Math.max(
      overshoot(expected.detectMs, targets.detectP99Ms),
      overshoot(expected.bytesPerSecond, targets.bytesPerSecond),
      overshoot(expected.eventMs, targets.eventP99Ms),
    )
  return all.toSorted((a, b) => excess(a) - excess(b))
}

/** Which part of a figure is too much, from 0 to 1: it grows with their ratio, and a target may be 0. */
function overshoot(value: number, target: number = Number.POSITIVE_INFINITY): number {
  return value > target ? 1 - target / value : 0
}
