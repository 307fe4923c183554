import { candidates, expect, type Expectation, isExpected, isHopeful, type Settings } from './candidates.ts'
import { checkConditions, checkTargets, type Conditions, type Targets } from './conditions.ts'
import type { Happenings } from './life.ts'
import type { Performance } from './measure-settings.ts'
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

/** How much is simulated for one candidate. */
export interface Amount extends Happenings {
  /** Clusters, one after the other. */
  readonly runs: number
}

/** Measures settings; it may be asked for several at once. */
export type Measure = (
  settings: Settings,
  conditions: Conditions,
  amount: Amount,
  progress: (done: number) => void,
) => Promise<Performance>

/** How thorough a search is. */
export interface SearchOptions {
  /** Clusters that are run for the settings that are recommended. */
  readonly runs: number
  /** Told what is done, and how much of all, from 0 to 1. */
  readonly progress: (what: string, done: number) => void
  readonly measure: Measure
}

/** Settings that are simulated at once, and how often, before the nearest is taken: our choice. */
const BATCH = 8
const MOST_BATCHES = 4
const LOOK: Amount = { runs: 1, deaths: 8, kills: 2, events: 8 }
/** What happens to each cluster that is run for the settings to recommend. */
export const FULL: Happenings = { deaths: 12, kills: 12, events: 12 }

/**
 * Looks for settings that meet every target: formulas say which are worth a simulation, simulation decides. Of several
 * that do, the one nearest to memberlist's own settings is taken. Candidates are measured all at once, so that what is
 * tried does not depend on how quickly any of them is.
 * @throws ExperimentOptionError; what `measure` rejects with
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
  readonly #considered: readonly Considered[]
  readonly #tried: Tried[] = []

  constructor(conditions: Conditions, targets: Targets, options: SearchOptions) {
    this.#conditions = conditions
    this.#considered = candidates(conditions).map((settings) => ({ settings, expected: expect(settings, conditions) }))
    this.#targets = targets
    this.#options = options
  }

  async run(): Promise<PlanResult> {
    for (let batch = 0; batch < MOST_BATCHES; batch++) {
      const next = this.#nextBatch()
      if (next.length === 0) break
      for (const { settings } of await this.#lookAt(next)) {
        const confirmed = await this.#confirm(settings)
        if (isAcceptable(confirmed.judged)) return this.#result(confirmed, true)
      }
    }
    return this.#result(this.#nearest(), false)
  }

  /** What is worth a simulation next: by formulas alone at first, then by formulas set right by what was simulated. */
  #nextBatch(): Considered[] {
    const isNew = ({ settings }: Considered): boolean => !this.#tried.some((one) => one.settings === settings)
    const open = this.#considered.filter(isNew)
    const hopeful = open.filter(({ expected }) => isHopeful(expected, this.#targets))
    if (this.#tried.length === 0) {
      return (hopeful.length > 0 ? hopeful : byDistance(open, this.#targets)).slice(0, BATCH)
    }
    const right = corrected(this.#considered, this.#tried)
    const promising = hopeful.filter(({ expected }) => isExpected(right(expected), this.#targets))
    return (promising.length > 0 ? promising : hopeful).slice(0, BATCH)
  }

  /** @returns those that may do, in the same order */
  async #lookAt(considered: readonly Considered[]): Promise<Tried[]> {
    const done = considered.map(() => 0)
    const looks = considered.map(({ settings }, i) =>
      this.#measure(settings, LOOK, (share) => {
        done[i] = share
        this.#options.progress(`${done.length} settings`, done.reduce((sum, one) => sum + one, 0) / done.length)
      }),
    )
    const looked = await Promise.all(looks)
    this.#tried.push(...looked)
    return looked.filter(({ judged }) => isAcceptable(judged))
  }

  async #confirm(settings: Settings): Promise<Tried> {
    const { runs, progress } = this.#options
    const confirmed = await this.#measure(settings, { ...FULL, runs }, (done) =>
      progress('the settings to recommend', done),
    )
    this.#tried.push(confirmed)
    return confirmed
  }

  async #measure(settings: Settings, amount: Amount, progress: (done: number) => void): Promise<Tried> {
    const performance = await this.#options.measure(settings, this.#conditions, amount, progress)
    return { settings, performance, judged: judgeTargets(performance, this.#targets) }
  }

  #nearest(): Tried {
    const excess = ({ judged }: Tried): number =>
      Math.max(...judged.map(({ measured, wanted }) => overshoot(measured.value, wanted)))
    return latest(this.#tried).toSorted((a, b) => excess(a) - excess(b))[0] as Tried
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
    latest(tried).some(({ judged }) =>
      judged.some(({ target, verdict }) => target === name && verdict !== 'missed' && verdict !== 'unlikely'),
    )
  const never = names.filter((name) => !isMet(name))
  if (never.length > 0) return `nothing that was tried comes to ${never.join(' or ')}, whatever the other targets`
  return `${names.join(' and ')} can each be met, but not together`
}

/** Of settings that were measured twice the second time counts, which had more effort. */
function latest(tried: readonly Tried[]): Tried[] {
  return [...new Map(tried.map((one) => [one.settings, one])).values()]
}

/** @returns what makes an expectation as much larger or smaller as simulations came out on average */
function corrected(considered: readonly Considered[], tried: readonly Tried[]): (expected: Expectation) => Expectation {
  const ratio = (of: (one: Expectation) => number, measured: (one: Performance) => number): number => {
    const ratios = latest(tried).map(({ settings, performance }) => {
      const { expected } = considered.find((one) => one.settings === settings) as Considered
      return measured(performance) / of(expected)
    })
    return ratios.reduce((sum, one) => sum + one, 0) / ratios.length
  }
  const detect = ratio(
    (one) => one.detectMs,
    (one) => one.detectP99Ms.value,
  )
  const bytes = ratio(
    (one) => one.bytesPerSecond,
    (one) => one.bytesPerSecond.value,
  )
  const event = ratio(
    (one) => one.eventMs,
    (one) => one.eventP99Ms.value,
  )
  return ({ detectMs, bytesPerSecond, eventMs }) => ({
    detectMs: detect * detectMs,
    bytesPerSecond: bytes * bytesPerSecond,
    eventMs: event * eventMs,
  })
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
