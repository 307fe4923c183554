import { candidates, expect, type Expectation, isHopeful, type Settings } from './candidates.ts'
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

/** Settings that are simulated at most before the nearest is taken. */
const MOST_TRIED = 8
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
    for (const { settings } of await this.#lookAt(inOrder)) {
      const confirmed = await this.#confirm(settings)
      if (isAcceptable(confirmed.judged)) return this.#result(confirmed, true)
    }
    return this.#result(this.#nearest(), false)
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
      Math.max(...judged.map(({ measured, wanted }) => measured.value / wanted))
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
      expected.detectMs / (targets.detectP99Ms ?? Number.POSITIVE_INFINITY),
      expected.bytesPerSecond / (targets.bytesPerSecond ?? Number.POSITIVE_INFINITY),
      expected.eventMs / (targets.eventP99Ms ?? Number.POSITIVE_INFINITY),
    )
  return all.toSorted((a, b) => excess(a) - excess(b))
}
